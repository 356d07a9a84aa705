import { useEffect, useState } from "react";
import type * as Y from "yjs";
import type { WorkspaceSession } from "../../sync/session.ts";
import { onSettledStatus } from "./settled-status.ts";

const none: ReadonlySet<string> = new Set();

/** Ids of files that were edited here since the server last had everything. */
export function useUnsaved(session: WorkspaceSession): ReadonlySet<string> {
  const [unsaved, setUnsaved] = useState(none);
  useEffect(() => {
    const files = session.doc.getMap("files");
    const onChange = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
      if (!transaction.local) return;
      const ids = events.flatMap(({ path }) => (typeof path[0] === "string" ? [path[0]] : []));
      if (ids.length > 0)
        setUnsaved((before) => (ids.every((id) => before.has(id)) ? before : new Set([...before, ...ids])));
    };
    files.observeDeep(onChange);
    const stop = onSettledStatus(session.status, (status) => {
      if (status.pending === 0) setUnsaved(none);
    });
    return () => {
      files.unobserveDeep(onChange);
      stop();
    };
  }, [session]);
  return unsaved;
}
