import { File, FilePlus, Folder, FolderPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { TreeRow } from "../../shared/workspace/tree.ts";
import { useText } from "../i18n/text.tsx";
import type { Person } from "../sync/session.ts";
import { IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu, type MenuPlace } from "../ui/Menu.tsx";
import { Message } from "../ui/Message.tsx";
import { nameProblem } from "./check-name.ts";
import css from "./Explorer.module.css";
import { FileTree } from "./FileTree.tsx";
import type { FileActions } from "./file-actions.ts";
import { NameInput } from "./NameInput.tsx";
import { problemOf } from "./problem.ts";
import { rowMenu } from "./row-menu.ts";
import { useFileTree } from "./use-file-tree.ts";

const MoveDialog = lazy(() => import("./MoveDialog.tsx").then(({ MoveDialog }) => ({ default: MoveDialog })));

/** A new row whose name is being typed. */
export interface Draft {
  kind: "file" | "folder";
  /** Folder's id, "" for the top. */
  parent: string;
}

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
  const text = useText();
  const [renaming, setRenaming] = useState<string>();
  const [moving, setMoving] = useState<string>();
  const [menu, setMenu] = useState<{ row: TreeRow; place: MenuPlace }>();
  const [over, setOver] = useState(false);
  const tree = useFileTree({
    tree: actions.tree,
    readOnly,
    onOpen,
    onMove: (ids, parent) => {
      for (const id of ids) actions.move(id, parent);
    },
    onDropFiles: (data, parent) => void actions.drop(data, parent),
  });
  const startDraft = (kind: Draft["kind"], parent: string) => {
    if (parent !== "") tree.getItemInstance(parent).expand();
    onDraft({ kind, parent });
  };
  const check = (parent: string, name: string, id: string | undefined) => {
    const code = nameProblem(actions.tree, parent, name, id);
    return code && problemOf(code);
  };
  const nameField = (row: TreeRow) => (
    <NameInput
      initial={row.name}
      problemOf={(name) => check(row.parent, name, row.id)}
      onDone={(name) => {
        setRenaming(undefined);
        actions.rename(row.id, name);
      }}
      onCancel={() => setRenaming(undefined)}
    />
  );
  const draftLine = draft && (
    <div
      role="treeitem"
      aria-selected="false"
      aria-level={depthOf(actions, draft.parent) + 1}
      tabIndex={-1}
      className={css["draft"]}
      style={{ paddingLeft: `${29 + depthOf(actions, draft.parent) * 14}px` }}
    >
      <Icon of={draft.kind === "folder" ? Folder : File} size={14} />
      <NameInput
        initial=""
        problemOf={(name) => check(draft.parent, name, undefined)}
        onDone={(name) => {
          onDraft(undefined);
          const id = actions.create(draft.parent, name, draft.kind);
          if (id !== undefined && draft.kind === "file") onOpen(id);
        }}
        onCancel={() => onDraft(undefined)}
      />
    </div>
  );
  const onKey = (row: TreeRow, key: string): boolean => {
    if (readOnly || (key !== "F2" && key !== "Delete")) return false;
    if (key === "F2") setRenaming(row.id);
    else actions.remove(row.id);
    return true;
  };
  const empty = actions.tree.rows.length === 0 && !draft;
  return (
    <section
      className={classes(css["explorer"], over && css["over"])}
      aria-label={text.files.label}
      onDragOver={(event) => {
        if (readOnly || !event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (readOnly || event.defaultPrevented || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        void actions.drop(event.dataTransfer, "");
      }}
    >
      <header className={css["head"]}>
        <h2>{text.files.label}</h2>
        {!readOnly && (
          <>
            <IconButton label={text.files.newFile} icon={FilePlus} onClick={() => startDraft("file", "")} />
            <IconButton label={text.files.newFolder} icon={FolderPlus} onClick={() => startDraft("folder", "")} />
          </>
        )}
      </header>
      {empty ? (
        <Message icon={File} title={text.files.empty} {...(!readOnly && { body: text.files.emptyHint })} />
      ) : (
        <FileTree
          tree={tree}
          rowHeightPx={props.rowHeightPx}
          activeId={props.activeId}
          activeParent={props.activeId === undefined ? undefined : actions.tree.byId.get(props.activeId)?.parent}
          people={props.people}
          renaming={renaming}
          draft={draft && { parent: draft.parent, line: draftLine }}
          nameField={nameField}
          onMenu={(row, place) => setMenu({ row, place })}
          onKey={onKey}
        />
      )}
      {menu && (
        <Menu
          label={text.files.actions(menu.row.name)}
          place={menu.place}
          items={rowMenu(menu.row, readOnly, text, {
            create: startDraft,
            rename: setRenaming,
            move: setMoving,
            remove: actions.remove,
            copyPath: actions.copyPath,
            download: (id) => void actions.download(id),
          })}
          onClose={() => setMenu(undefined)}
        />
      )}
      {moving !== undefined && (
        <Suspense>
          <MoveDialog tree={actions.tree} id={moving} onMove={actions.move} onClose={() => setMoving(undefined)} />
        </Suspense>
      )}
    </section>
  );
}

function depthOf(actions: FileActions, parent: string): number {
  return (actions.tree.byId.get(parent)?.depth ?? -1) + 1;
}
