/** Changes of files in the document: each a small replacement with the origin of the assistant, all of them or none. */
import type * as Y from "yjs";
import type { Project } from "../../../shared/agent/edits/apply-edits.ts";
import { applyEdits } from "../../../shared/agent/edits/apply-edits.ts";
import { applyGated, type EditGates } from "../../../shared/agent/edits/gate.ts";
import { type EditOperation, readOperation } from "../../../shared/agent/edits/operation.ts";
import type { ToolCall } from "../../../shared/agent/loop/tools.ts";
import type { ToolResult } from "../../../shared/agent/loop/transcript.ts";
import { replaceText } from "../../../shared/workspace/replace-text.ts";
import { withOrigin } from "../../sync/origin.ts";
import type { WorkspaceFiles } from "../../sync/session.ts";
import { changeOf } from "./change-of.ts";
import type { FileBefore } from "./checkpoint.ts";
import { handsLimits } from "./limits.ts";
import type { ProjectView } from "./project-view.ts";

export interface EditPorts {
  doc: Y.Doc;
  files: Pick<WorkspaceFiles, "tree" | "text" | "create" | "delete">;
  /** False for those who may look only. */
  mayEdit(): boolean;
  /** The file's own undo, where it is open: what the agent does is a step of its own. */
  undoFor(fileId: string): Pick<Y.UndoManager, "stopCapturing"> | undefined;
  symbolAt: Project["symbolAt"];
  gates: EditGates;
}

export interface FileChange extends FileBefore {
  /** Folders that were made for it, the outer first. */
  folders: readonly string[];
}

type Arguments = Extract<ToolCall, { tool: "edit" }>["arguments"];

/** On the text as it is now, whoever changed it meanwhile: what does not fit any more is refused. */
export function editFiles(
  ports: EditPorts,
  view: ProjectView,
  { edits }: Arguments,
  note: (change: FileChange) => void,
): ToolResult {
  if (!ports.mayEdit()) return notDone("This person may look at the workspace, not change it.");
  const operations: EditOperation[] = [];
  for (const edit of edits) {
    const read = readOperation(edit);
    if (!read.ok) return notDone(read.message);
    if (!view.shows(read.value.path)) return notDone(`An agent may not touch ${read.value.path}.`);
    operations.push(read.value);
  }
  const project: Project = { read: (path) => view.text(path), symbolAt: ports.symbolAt };
  const { refused, applied, files } = applyGated(operations, project, ports.gates);
  if (refused.length) return notDone(refused.map(({ message }) => message).join("\n"));
  const before = new Map([...files.keys()].map((path) => [path, view.text(path)]));
  const failure = writeAll(ports, view, stepsOf(applied, project), note);
  if (failure) return notDone(failure);
  let room: number = handsLimits.maxDiffChars;
  const changes = [...before].map(([path, old]) => {
    const change = changeOf(path, old, files.get(path), room);
    room = Math.max(0, room - change.diff.length);
    return change;
  });
  return { ok: true, text: "", changes };
}

interface Written {
  path: string;
  text: string | undefined;
}

/** Each operation's own small change, so that what others have between two of them stays where it is. */
function stepsOf(applied: readonly EditOperation[], project: Project): Written[] {
  const texts = new Map<string, string | undefined>();
  const read = (path: string) => (texts.has(path) ? texts.get(path) : project.read(path));
  return applied.flatMap((operation) => {
    const { files } = applyEdits([operation], { ...project, read });
    return [...files].map(([path, text]) => {
      texts.set(path, text);
      return { path, text };
    });
  });
}

/** Why it could not be done; then nothing is. */
function writeAll(
  ports: EditPorts,
  view: ProjectView,
  steps: readonly Written[],
  note: (change: FileChange) => void,
): string | undefined {
  const { doc, files } = ports;
  const made: string[] = [];
  const changes: FileChange[] = [];
  const write = ({ path, text }: Written): string | undefined => {
    const row = files.tree.getState().byPath.get(path);
    const before = view.text(path);
    const folders = row ? [] : missingFolders(ports, path);
    if (text === undefined) {
      if (row) files.delete(row.id, "assistant");
    } else if (row) {
      ports.undoFor(row.id)?.stopCapturing();
      setText(files, row.id, text);
      ports.undoFor(row.id)?.stopCapturing();
    } else {
      const created = files.create(path, { kind: "file", text }, "assistant");
      if (!created.ok) return `${path}: ${created.message}`;
      made.push(created.value);
    }
    changes.push({ path, before, after: text, folders });
    return undefined;
  };
  // New files first: they alone can fail.
  const isNew = ({ path }: Written) => !files.tree.getState().byPath.has(path);
  const taken = steps.find(({ path }) => {
    const row = files.tree.getState().byPath.get(path);
    return row !== undefined && !files.text(row.id);
  });
  if (taken) return `${taken.path} is no text file.`;
  const ordered = [...steps.filter(isNew), ...steps.filter((step) => !isNew(step))];
  for (const step of ordered) {
    const failure = withOrigin(doc, "assistant", () => write(step));
    if (failure === undefined) continue;
    for (const id of made) files.delete(id, "assistant");
    return failure;
  }
  for (const change of changes) note(change);
  return undefined;
}

function setText(files: EditPorts["files"], id: string, text: string): void {
  const own = files.text(id);
  if (own) replaceText(own, text);
}

function missingFolders({ files }: EditPorts, path: string): string[] {
  const names = path.split("/").slice(0, -1);
  const paths = names.map((_, index) => names.slice(0, index + 1).join("/"));
  return paths.filter((folder) => !files.tree.getState().byPath.has(folder));
}

/** Makes the files what an undo wants them to be, and takes the folders away that are empty then. */
export function restoreFiles(ports: EditPorts, targets: readonly Written[], folders: readonly string[]): void {
  const { doc, files } = ports;
  withOrigin(doc, "assistant", () => {
    for (const { path, text } of targets) {
      const row = files.tree.getState().byPath.get(path);
      if (text === undefined) {
        if (row) files.delete(row.id, "assistant");
        continue;
      }
      if (row) setText(files, row.id, text);
      else files.create(path, { kind: "file", text }, "assistant");
    }
    for (const path of folders.toReversed()) {
      const { byPath, children } = files.tree.getState();
      const row = byPath.get(path);
      if (row?.kind === "folder" && !children.get(row.id)?.length) files.delete(row.id, "assistant");
    }
  });
}

function notDone(text: string): ToolResult {
  return { ok: false, code: "not-done", text: text.slice(0, 8_000) };
}
