import { useState } from "react";
import type { FileTree } from "../../shared/workspace/tree.ts";
import { useText } from "../i18n/text.tsx";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field, Select } from "../ui/Field.tsx";
import { moveTargets } from "./check-name.ts";

interface MoveDialogProps {
  tree: FileTree;
  id: string;
  onMove(id: string, parent: string): void;
  onClose(): void;
}

/** Moves a file or folder without a drag. */
export function MoveDialog({ tree, id, onMove, onClose }: MoveDialogProps) {
  const text = useText();
  const targets = moveTargets(tree, id);
  const [target, setTarget] = useState(targets[0]?.id ?? "");
  const name = tree.byId.get(id)?.name ?? "";
  return (
    <Dialog title={text.files.moveTo(name)} closeLabel={text.close} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onMove(id, target);
          onClose();
        }}
      >
        <Field label={text.files.moveLabel}>
          {(field) => (
            <Select {...field} value={target} onChange={(event) => setTarget(event.target.value)}>
              {targets.map((folder) => (
                <option key={folder.id} value={folder.id}>
                  {folder.path === "" ? text.files.top : folder.path}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit" look="primary" disabled={targets.length === 0}>
          {text.files.move}
        </Button>
      </form>
    </Dialog>
  );
}
