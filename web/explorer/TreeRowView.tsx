import type { ItemInstance } from "@headless-tree/core";
import { ChevronDown, ChevronRight, File, FileBox, Folder, FolderOpen } from "lucide-react";
import type { ReactNode } from "react";
import type { TreeRow } from "../../shared/workspace/tree.ts";
import { useText } from "../i18n/text.tsx";
import type { Person } from "../sync/session.ts";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import css from "./FileTree.module.css";

interface TreeRowViewProps {
  item: ItemInstance<TreeRow>;
  row: TreeRow;
  active: boolean;
  people: readonly Person[];
  /** A name field instead of the name. */
  naming: ReactNode;
  onMenu(row: TreeRow, place: { element: HTMLElement } | { x: number; y: number }): void;
  onKey(row: TreeRow, key: string): boolean;
}

/** One line of the tree. */
export function TreeRowView({ item, row, active, people, naming, onMenu, onKey }: TreeRowViewProps) {
  const text = useText();
  const expanded = item.isExpanded();
  const props = item.getProps();
  const names = people.map((person) => person.name).join(", ");
  return (
    <div
      {...props}
      role="treeitem"
      tabIndex={item.isFocused() ? 0 : -1}
      aria-level={row.depth + 1}
      aria-current={active ? "true" : undefined}
      aria-label={names === "" ? row.name : `${row.name}, ${text.files.peerHere(names)}`}
      data-path={row.path}
      className={classes(css["row"], active && css["on"], item.isDragTarget() && css["target"])}
      style={{ paddingLeft: `${10 + row.depth * 14}px` }}
      onContextMenu={(event) => {
        event.preventDefault();
        item.setFocused();
        onMenu(row, { x: event.clientX, y: event.clientY });
      }}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        const menu = event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");
        if (menu) onMenu(row, { element: event.currentTarget });
        if (menu || onKey(row, event.key)) event.preventDefault();
      }}
    >
      <RowIcon kind={row.kind} expanded={expanded} />
      {naming ?? <span className={css["name"]}>{row.name}</span>}
      {people.map((person) => (
        <i key={person.clientId} className={css["who"]} title={person.name} style={{ background: person.color }} />
      ))}
    </div>
  );
}

function RowIcon({ kind, expanded }: { kind: TreeRow["kind"]; expanded: boolean }) {
  if (kind !== "folder") {
    return (
      <>
        <span className={css["chevron"]} />
        <Icon of={kind === "blob" ? FileBox : File} size={14} />
      </>
    );
  }
  return (
    <>
      <span className={css["chevron"]}>
        <Icon of={expanded ? ChevronDown : ChevronRight} size={14} />
      </span>
      <Icon of={expanded ? FolderOpen : Folder} size={14} />
    </>
  );
}
