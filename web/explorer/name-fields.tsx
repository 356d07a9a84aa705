import { File, Folder } from "lucide-react";
import type { TreeRow } from "../../shared/workspace/tree.ts";
import { Icon } from "../ui/Icon.tsx";
import { nameProblem } from "./check-name.ts";
import type { Draft } from "./draft.ts";
import css from "./Explorer.module.css";
import type { FileActions } from "./file-actions.ts";
import { NameInput } from "./NameInput.tsx";
import { problemOf } from "./problem.ts";

/** The name of a row that is there, to be changed. */
export function RenameField({ actions, row, onEnd }: { actions: FileActions; row: TreeRow; onEnd(): void }) {
  return (
    <NameInput
      initial={row.name}
      problemOf={(name) => problemIn(actions, row.parent, name, row.id)}
      onDone={(name) => {
        onEnd();
        actions.rename(row.id, name);
      }}
      onCancel={onEnd}
    />
  );
}

interface DraftLineProps {
  actions: FileActions;
  draft: Draft;
  onOpen(id: string): void;
  onEnd(): void;
}

/** The line of a new row, while its name is typed; a new file opens at once. */
export function DraftLine({ actions, draft, onOpen, onEnd }: DraftLineProps) {
  const depth = (actions.tree.byId.get(draft.parent)?.depth ?? -1) + 1;
  return (
    <div
      role="treeitem"
      aria-selected="false"
      aria-level={depth + 1}
      tabIndex={-1}
      className={css["draft"]}
      style={{ paddingLeft: `${29 + depth * 14}px` }}
    >
      <Icon of={draft.kind === "folder" ? Folder : File} size={14} />
      <NameInput
        initial=""
        problemOf={(name) => problemIn(actions, draft.parent, name, undefined)}
        onDone={(name) => {
          onEnd();
          const id = actions.create(draft.parent, name, draft.kind);
          if (id !== undefined && draft.kind === "file") onOpen(id);
        }}
        onCancel={onEnd}
      />
    </div>
  );
}

function problemIn(actions: FileActions, parent: string, name: string, id: string | undefined) {
  const code = nameProblem(actions.tree, parent, name, id);
  return code && problemOf(code);
}
