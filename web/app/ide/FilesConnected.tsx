import { useMemo } from "react";
import { useStore } from "zustand";
import { Explorer } from "../../explorer/Explorer.tsx";
import { fileActions } from "../../explorer/file-actions.ts";
import { useText } from "../../i18n/text.tsx";
import { openFile } from "./commands.ts";
import type { PanelProps } from "./panels.tsx";

const rowHeightPx = { desktop: 24, phone: 40 };

export function FilesConnected({ bench, page, phone }: PanelProps) {
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
