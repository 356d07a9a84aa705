import { File, FilePlus, FolderPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { TreeRow } from "../../shared/workspace/tree.ts";
import { useText } from "../i18n/text.tsx";
import type { Person } from "../sync/session.ts";
import { IconButton } from "../ui/Button.tsx";
import { Menu, type MenuPlace } from "../ui/Menu.tsx";
import { Message } from "../ui/Message.tsx";
import { DropZone } from "./DropZone.tsx";
import type { Draft } from "./draft.ts";
import css from "./Explorer.module.css";
import { FileTree } from "./FileTree.tsx";
import type { FileActions } from "./file-actions.ts";
import { DraftLine, RenameField } from "./name-fields.tsx";
import { type RowActions, rowMenu } from "./row-menu.ts";
import { useFileTree } from "./use-file-tree.ts";

const MoveDialog = lazy(() => import("./MoveDialog.tsx").then(({ MoveDialog }) => ({ default: MoveDialog })));

interface ExplorerProps {
  actions: FileActions;
  people: readonly Person[];
  activeId: string | undefined;
  readOnly: boolean;
  rowHeightPx: number;
  draft: Draft | undefined;
  onDraft(draft: Draft | undefined): void;
  onOpen(id: string): void;
}

/** The files panel: make, open, rename, move, delete, and drop files in from the computer. */
export function Explorer(props: ExplorerProps) {
  const { actions, readOnly, draft, onDraft, onOpen } = props;
  const [renaming, setRenaming] = useState<string>();
  const [moving, setMoving] = useState<string>();
  const [menu, setMenu] = useState<{ row: TreeRow; place: MenuPlace }>();
  const tree = useFileTree({
    tree: actions.tree,
    readOnly,
    onOpen,
    onMove: (ids, parent) => ids.forEach((id) => void actions.move(id, parent)),
    onDropFiles: (data, parent) => void actions.drop(data, parent),
  });
  const startDraft = (kind: Draft["kind"], parent: string) => {
    if (parent !== "") tree.getItemInstance(parent).expand();
    onDraft({ kind, parent });
  };
  const onKey = (row: TreeRow, key: string): boolean => {
    if (readOnly || (key !== "F2" && key !== "Delete")) return false;
    if (key === "F2") setRenaming(row.id);
    else actions.remove(row.id);
    return true;
  };
  const finishDraft = () => onDraft(undefined);
  const draftLine = draft && <DraftLine actions={actions} draft={draft} onOpen={onOpen} onEnd={finishDraft} />;
  return (
    <DropZone disabled={readOnly} onDropFiles={(data) => void actions.drop(data, "")}>
      <Head readOnly={readOnly} onDraft={startDraft} />
      {actions.tree.rows.length === 0 && !draft ? (
        <Empty readOnly={readOnly} />
      ) : (
        <FileTree
          tree={tree}
          rowHeightPx={props.rowHeightPx}
          activeId={props.activeId}
          activeParent={props.activeId === undefined ? undefined : actions.tree.byId.get(props.activeId)?.parent}
          people={props.people}
          renaming={renaming}
          draft={draft && { parent: draft.parent, line: draftLine }}
          nameField={(row) => <RenameField actions={actions} row={row} onEnd={() => setRenaming(undefined)} />}
          onMenu={(row, place) => setMenu({ row, place })}
          onKey={onKey}
        />
      )}
      {menu && (
        <RowMenu
          {...menu}
          readOnly={readOnly}
          actions={actions}
          on={{ create: startDraft, rename: setRenaming, move: setMoving }}
          onClose={() => setMenu(undefined)}
        />
      )}
      {moving !== undefined && (
        <Suspense>
          <MoveDialog tree={actions.tree} id={moving} onMove={actions.move} onClose={() => setMoving(undefined)} />
        </Suspense>
      )}
    </DropZone>
  );
}

function Head({ readOnly, onDraft }: { readOnly: boolean; onDraft(kind: Draft["kind"], parent: string): void }) {
  const text = useText();
  return (
    <header className={css["head"]}>
      <h2>{text.files.label}</h2>
      {!readOnly && (
        <>
          <IconButton label={text.files.newFile} icon={FilePlus} onClick={() => onDraft("file", "")} />
          <IconButton label={text.files.newFolder} icon={FolderPlus} onClick={() => onDraft("folder", "")} />
        </>
      )}
    </header>
  );
}

function Empty({ readOnly }: { readOnly: boolean }) {
  const text = useText();
  return <Message icon={File} title={text.files.empty} {...(!readOnly && { body: text.files.emptyHint })} />;
}

interface RowMenuProps {
  row: TreeRow;
  place: MenuPlace;
  readOnly: boolean;
  actions: FileActions;
  on: Pick<RowActions, "create" | "rename" | "move">;
  onClose(): void;
}

function RowMenu({ row, place, readOnly, actions, on, onClose }: RowMenuProps) {
  const text = useText();
  const { remove, copyPath, download } = actions;
  const items = rowMenu(row, readOnly, text, { ...on, remove, copyPath, download: (id) => void download(id) });
  return <Menu label={text.files.actions(row.name)} place={place} items={items} onClose={onClose} />;
}
