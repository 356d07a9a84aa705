import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { useText } from "../../i18n/text.tsx";
import { engineLacks } from "../../runtime/lacks.ts";
import type { SettingsStore } from "../../state/settings.ts";
import type { Replacement } from "../../sync/session.ts";
import { PlainPage } from "../PlainPage.tsx";
import type { Services } from "../services.ts";
import { Ide } from "./Ide.tsx";
import { IdeSkeleton } from "./IdeSkeleton.tsx";
import { noticesOfLacks } from "./lack-notices.ts";
import { noticeOfReplacement } from "./recovery.ts";
import { createWorkbench, type Workbench } from "./workbench.ts";

interface IdePageProps {
  workspaceId: string;
  services: Services;
  settings: SettingsStore;
  theme: "dark" | "light" | "contrast";
}

/** Opens the project; what this browser holds of it is shown before the server has answered. */
export function IdePage({ workspaceId, services, settings, theme }: IdePageProps) {
  const bench = useWorkbench(workspaceId, services, settings, theme);
  if (!bench) return <IdeSkeleton />;
  return <OpenedIde bench={bench} services={services} settings={settings} theme={theme} />;
}

function OpenedIde({ bench, services, settings, theme }: Omit<IdePageProps, "workspaceId"> & { bench: Workbench }) {
  const reason = useStore(bench.session.status, (status) => (status.state === "error" ? status.reason : undefined));
  const empty = useStore(bench.session.files.tree, (tree) => tree.rows.length === 0);
  if (empty && (reason === "not-found" || reason === "forbidden" || reason === "unauthenticated")) {
    return <PlainPage why="gone" />;
  }
  return <Ide bench={bench} server={services.server} settings={settings} theme={theme} />;
}

/** The opened project; opened anew when its document had to be replaced. */
function useWorkbench(workspaceId: string, services: Services, settings: SettingsStore, theme: string) {
  const text = useText();
  const words = useRef(text);
  words.current = text;
  const firstTheme = useRef(theme);
  const [bench, setBench] = useState<Workbench>();
  useEffect(() => {
    let wanted = true;
    let current: Workbench | undefined;
    const open = async (after?: Replacement) => {
      const session = await services.openWorkspace(workspaceId);
      const { fontSize, screenReader } = settings.getState();
      const look = { fontSize, screenReader, theme: firstTheme.current, inputLabel: words.current.terminal.input };
      const made = createWorkbench({
        session,
        services,
        settings,
        storage: localStorage,
        text: () => words.current,
        look,
      });
      if (!wanted) return made.dispose();
      current = made;
      setBench(made);
      for (const notice of noticesOfLacks(engineLacks(globalThis), localStorage, words.current))
        made.notices.show(notice);
      if (after) made.notices.show(noticeOfReplacement(after, words.current));
      const replacement = await session.replaced;
      if (!wanted) return;
      setBench(undefined);
      await made.dispose();
      return open(replacement);
    };
    void open();
    return () => {
      wanted = false;
      void current?.dispose();
    };
  }, [workspaceId, services, settings]);
  return bench;
}
