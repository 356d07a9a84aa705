import { lazy, Suspense } from "react";
import { useStore } from "zustand";
import { useText } from "../../i18n/text.tsx";
import { PreviewPane } from "../../preview/PreviewPane.tsx";
import { TerminalPanel } from "../../terminal/TerminalPanel.tsx";
import { useEngineStatus, usePorts } from "./use-engine.ts";
import type { Page } from "./use-page.ts";
import { usePainted } from "./use-painted.ts";
import type { Workbench } from "./workbench.ts";

// The editor takes keys before the tree is there: the tree's code is not in its way.
const Files = lazy(() => import("./FilesConnected.tsx").then((part) => ({ default: part.FilesConnected })));
const Chat = lazy(() => import("./load-chat.ts").then(({ loadChat }) => loadChat()));
const Search = lazy(() => import("./SearchConnected.tsx").then((part) => ({ default: part.SearchConnected })));

export interface PanelProps {
  bench: Workbench;
  page: Page;
  phone: boolean;
}

/** The files or the search panel, whichever is chosen. */
export function SidePanelConnected(props: PanelProps) {
  const side = useStore(props.bench.layout, (layout) => layout.side);
  const painted = usePainted();
  if (!painted) return undefined;
  return <Suspense>{side === "files" ? <Files {...props} /> : <Search {...props} />}</Suspense>;
}

/** The assistant; its code loads when it is first opened. */
export function ChatPanelConnected({ bench, page }: Omit<PanelProps, "phone">) {
  const painted = usePainted();
  if (!painted) return undefined;
  return (
    <Suspense>
      <Chat bench={bench} page={page} />
    </Suspense>
  );
}

export function TerminalConnected({ bench }: { bench: Workbench }) {
  const { entries, active } = useStore(bench.terminals.store);
  const { status, failure } = useEngineStatus(bench);
  const { terminal } = useText();
  const broken = failure ?? (status?.state === "failed" ? status.message : undefined);
  return (
    <TerminalPanel
      terminals={entries}
      active={active}
      failure={
        status?.state === "lost"
          ? { title: terminal.lostTitle, body: terminal.lostBody }
          : broken === undefined
            ? undefined
            : { title: terminal.failedTitle, body: broken }
      }
      onSelect={bench.terminals.select}
      onCreate={() => void bench.openShell()}
      onClose={bench.terminals.close}
      onHide={() => bench.layout.set({ bottomOpen: false, phone: undefined })}
    />
  );
}

export function PreviewConnected({ bench, page }: { bench: Workbench; page: Page }) {
  const ports = usePorts(bench);
  const { phase } = useStore(bench.program.phase);
  return (
    <PreviewPane
      ports={ports}
      waiting={phase !== "idle"}
      reloads={page.reloads}
      onReload={() => page.run("reloadPreview")}
      onHide={() => bench.layout.set({ rightOpen: false, phone: undefined })}
    />
  );
}
