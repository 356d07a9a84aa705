/** What the buttons and links of an answer do in the open project. */
import type { EditorView } from "@codemirror/view";
import type { ChatActions, EditOutcome } from "../../assistant/chat/actions.ts";
import { acceptedUserEvent } from "../../editor/completion/accepted.ts";
import type { Workbench } from "./workbench.ts";

type Needs = Pick<Workbench, "session" | "editor" | "terminals" | "layout" | "openShell">;

export function chatActions(bench: Needs, showFile: (fileId: string, line?: number) => void): ChatActions {
  const { session, editor, terminals, layout } = bench;
  const rowOf = (path: string) => session.files.tree.getState().byPath.get(path);
  const shell = () => {
    const { entries, active } = terminals.store.getState();
    const shells = entries.filter(({ kind, running }) => kind === "shell" && running);
    return shells.find(({ id }) => id === active) ?? shells.at(-1);
  };
  return {
    insert: (code) => write(editor.view, code, ({ head }) => ({ from: head, to: head })),
    apply: (code) => write(editor.view, code, ({ from, to }) => (from === to ? undefined : { from, to })),
    async typeCommand(command) {
      layout.set({ bottomOpen: true, ...(layout.getState().phone !== undefined && { phone: "terminal" }) });
      // The engine may have failed: then there is no shell, and the terminal says why.
      if (!shell()) await bench.openShell().catch(() => undefined);
      const entry = shell();
      if (!entry?.screen.type(command)) return false;
      terminals.select(entry.id);
      entry.screen.focus();
      return true;
    },
    hasFile: (path) => rowOf(path)?.kind === "file",
    openPlace(path, line) {
      const row = rowOf(path);
      if (row) showFile(row.id, line);
    },
  };
}

/** Writes into the editor as one step of undo, with the assistant as its origin. */
function write(
  view: EditorView | undefined,
  code: string,
  place: (selection: { from: number; to: number; head: number }) => { from: number; to: number } | undefined,
): EditOutcome {
  if (!view) return "no-editor";
  const { state } = view;
  if (state.readOnly) return "read-only";
  const range = place(state.selection.main);
  if (!range) return "no-selection";
  const insert = state.toText(
    indented(code, state.doc.lineAt(range.from).text, range.from - state.doc.lineAt(range.from).from),
  );
  view.dispatch({
    changes: { ...range, insert },
    selection: { anchor: range.from + insert.length },
    userEvent: acceptedUserEvent,
    scrollIntoView: true,
  });
  view.focus();
  return "done";
}

/** Code written after nothing but blanks goes on under its first line. */
function indented(code: string, line: string, column: number): string {
  const before = line.slice(0, column);
  return before.trim() === "" && before !== "" ? code.replaceAll(/\n(?=[^\n])/g, `\n${before}`) : code;
}
