/** The sync status as the page shows it: between two keys of one who types on, "saved" is not worth drawing. */
import { useEffect, useState } from "react";
import type { ReadonlyStore, SyncStatus } from "../../sync/session.ts";

/** How long all must have been saved before that is shown. */
const settleMs = 400;

/** Hears every status at once, but that all is saved only when it has stayed so, unless the page has just connected; until the returned function is called. */
export function onSettledStatus(
  status: Pick<ReadonlyStore<SyncStatus>, "subscribe">,
  hear: (status: SyncStatus) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = status.subscribe((now, before) => {
    clearTimeout(timer);
    if (now.state === "saved" && before.state !== "connecting") timer = setTimeout(() => hear(now), settleMs);
    else hear(now);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

export function useSettledStatus(status: ReadonlyStore<SyncStatus>): SyncStatus {
  const [shown, setShown] = useState(() => status.getState());
  useEffect(() => {
    setShown(status.getState());
    return onSettledStatus(status, setShown);
  }, [status]);
  return shown;
}
