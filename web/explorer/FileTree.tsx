import type { TreeInstance } from "@headless-tree/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import type { TreeRow } from "../../shared/workspace/tree.ts";
import { useText } from "../i18n/text.tsx";
import type { Person } from "../sync/session.ts";
import css from "./FileTree.module.css";
import { TreeRowView } from "./TreeRowView.tsx";

interface FileTreeProps {
  tree: TreeInstance<TreeRow>;
  rowHeightPx: number;
  activeId: string | undefined;
  /** Its folder: a file that is moved stays in sight. */
  activeParent: string | undefined;
  people: readonly Person[];
  /** Row whose name is being typed. */
  renaming: string | undefined;
  /** A line for a new row below folder `parent`, first among its children. */
  draft: { parent: string; line: ReactNode } | undefined;
  nameField(row: TreeRow): ReactNode;
  onMenu(row: TreeRow, place: { element: HTMLElement } | { x: number; y: number }): void;
  onKey(row: TreeRow, key: string): boolean;
}

/** The visible lines of the tree; only those in view are in the page. */
export function FileTree(props: FileTreeProps) {
  const text = useText();
  const { tree, draft, activeId, activeParent } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const items = tree.getItems();
  const draftAt = draft && (draft.parent === "" ? 0 : items.findIndex((item) => item.getId() === draft.parent) + 1);
  const count = items.length + (draft ? 1 : 0);
  const lines = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.rowHeightPx,
    overscan: 12,
  });
  useEffect(() => {
    if (activeParent !== undefined) expandFrom(tree, activeParent);
    const at = tree.getItems().findIndex((item) => item.getId() === activeId);
    if (at >= 0) lines.scrollToIndex(at, { align: "auto" });
  }, [activeId, activeParent, tree, lines]);
  const container = tree.getContainerProps(text.files.label);
  return (
    <div className={css["tree"]} ref={scroller}>
      <div {...container} className={css["spacer"]} style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map((line) => {
          const style = { transform: `translateY(${line.start}px)` };
          if (draft && line.index === draftAt)
            return (
              <div key="draft" className={css["line"]} style={style} role="none">
                {draft.line}
              </div>
            );
          const item = items[draftAt !== undefined && line.index > draftAt ? line.index - 1 : line.index];
          const row = item?.getItemData();
          if (!item || !row) return undefined;
          return (
            <div key={item.getId()} className={css["line"]} style={style} role="none">
              <TreeRowView
                item={item}
                row={row}
                active={row.id === activeId}
                people={props.people.filter((person) => !person.self && person.fileId === row.id)}
                naming={props.renaming === row.id ? props.nameField(row) : undefined}
                onMenu={props.onMenu}
                onKey={props.onKey}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Opens a folder and those above it, so that what is in it can be seen. */
function expandFrom(tree: TreeInstance<TreeRow>, folder: string) {
  for (let id = folder; id !== ""; id = tree.getItemInstance(id).getItemData().parent) {
    const item = tree.getItemInstance(id);
    if (!item.isExpanded()) item.expand();
  }
}
