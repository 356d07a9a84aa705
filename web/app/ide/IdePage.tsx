import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { useText } from "../../i18n/text.tsx";
import type { SettingsStore } from "../../state/settings.ts";
import type { WorkspaceSession } from "../../sync/session.ts";
import { PlainPage } from "../PlainPage.tsx";
import type { Services } from "../services.ts";
import { Ide } from "./Ide.tsx";
import { IdeSkeleton } from "./IdeSkeleton.tsx";
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

function useWorkbench(workspaceId: string, services: Services, settings: SettingsStore, theme: string) {
  const text = useText();
  const words = useRef(text);
  words.current = text;
  const firstTheme = useRef(theme);
  const [bench, setBench] = useState<Workbench>();
  useEffect(() => {
    let made: Workbench | undefined;
    let wanted = true;
    const build = (session: WorkspaceSession) => {
      const { fontSize, screenReader } = settings.getState();
      const look = { fontSize, screenReader, theme: firstTheme.current, inputLabel: words.current.terminal.input };
      made = createWorkbench({ session, services, settings, storage: localStorage, text: () => words.current, look });
      if (wanted) setBench(made);
      else made.dispose();
    };
    void services.openWorkspace(workspaceId).then(build);
    return () => {
      wanted = false;
      made?.dispose();
    };
  }, [workspaceId, services, settings]);
  return bench;
}
