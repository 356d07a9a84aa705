import { useMemo } from "react";
import { useStore } from "zustand";
import { Explorer } from "../../explorer/Explorer.tsx";
import { fileActions } from "../../explorer/file-actions.ts";
import { SearchPanel } from "../../explorer/SearchPanel.tsx";
import { useText } from "../../i18n/text.tsx";
import { PreviewPane } from "../../preview/PreviewPane.tsx";
import { TerminalPanel } from "../../terminal/TerminalPanel.tsx";
import { openFile } from "./commands.ts";
import { useEngineStatus, usePorts } from "./use-engine.ts";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

interface PanelProps {
  bench: Workbench;
  page: Page;
  phone: boolean;
}

/** The files or the search panel, whichever is chosen. */
export function SidePanelConnected(props: PanelProps) {
  const side = useStore(props.bench.layout, (layout) => layout.side);
  return side === "files" ? <FilesConnected {...props} /> : <SearchConnected {...props} />;
}

const rowHeightPx = { desktop: 24, phone: 40 };

function FilesConnected({ bench, page, phone }: PanelProps) {
  const text = useText();
  const { session, notices } = bench;
  const tree = useStore(session.files.tree);
  const people = useStore(session.people);
  const active = useStore(bench.tabs, (tabs) => tabs.active);
  const actions = useMemo(() => fileActions({ session, tree, notices, text }), [session, tree, notices, text]);
  return (
    <Explorer
      actions={actions}
      people={people}
      activeId={active}
      readOnly={page.readOnly}
      rowHeightPx={phone ? rowHeightPx.phone : rowHeightPx.desktop}
      draft={page.draft}
      onDraft={page.setDraft}
      onOpen={(id) => openFile(bench, id)}
    />
  );
}

function SearchConnected({ bench, page }: PanelProps) {
  const { session } = bench;
  const tree = useStore(session.files.tree);
  return (
    <SearchPanel
      tree={tree}
      textOf={(id) => session.files.text(id)?.toString()}
      onOpen={(id, line) => {
        openFile(bench, id);
        page.revealLine(id, line);
      }}
    />
  );
}

export function TerminalConnected({ bench }: { bench: Workbench }) {
  const { entries, active } = useStore(bench.terminals.store);
  const { status, failure } = useEngineStatus(bench);
  const broken = failure ?? (status?.state === "failed" ? status.message : undefined);
  return (
    <TerminalPanel
      terminals={entries}
      active={active}
      failure={broken}
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
