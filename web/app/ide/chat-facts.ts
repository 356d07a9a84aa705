/** What the chat panel reads of the open project. */
import { forEachDiagnostic } from "@codemirror/lint";
import { symbolsOf } from "../../../shared/agent/outline.ts";
import type { FileSymbol, ProjectFacts, ShownProblem } from "../../assistant/chat/project-facts.ts";
import { IgnoredPaths } from "../../assistant/context/ignored-paths.ts";
import { loadFileSyntax } from "../../editor/file-syntax.ts";
import type { Workbench } from "./workbench.ts";

type Needs = Pick<Workbench, "session" | "tabs" | "editor" | "terminals">;

/** `allows`: whether the dial lets the assistant see a file. */
export function projectFacts(
  { session, tabs, editor, terminals }: Needs,
  allows: (path: string) => boolean,
): ProjectFacts {
  const { files } = session;
  const ignored = new IgnoredPaths();
  let isRead = false;
  /** Once for all paths of a list: ten thousand are asked for at a time. */
  const readIgnored = () => {
    if (isRead) return;
    isRead = true;
    queueMicrotask(() => {
      isRead = false;
    });
    ignored.read(files.tree.getState(), ({ id }) => files.text(id)?.toString() ?? "");
  };
  const textOf = (path: string) => {
    const row = files.tree.getState().byPath.get(path);
    return row?.kind === "file" ? files.text(row.id)?.toString() : undefined;
  };
  const shownPath = () => {
    const { active } = tabs.getState();
    return active === undefined ? undefined : files.tree.getState().byId.get(active)?.path;
  };
  return {
    paths: () => files.tree.getState().rows.flatMap(({ kind, path }) => (kind === "file" ? [path] : [])),
    textOf,
    mayRead(path) {
      readIgnored();
      return !ignored.has(path) && allows(path);
    },
    shown() {
      const path = shownPath();
      return path === undefined ? undefined : { path, selected: selectedLines(editor) };
    },
    async symbols(path) {
      const text = textOf(path);
      return text === undefined ? [] : symbolsIn(path, text);
    },
    problems: () => problemsOf(editor),
    terminal(maxLines) {
      const { entries, active } = terminals.store.getState();
      return entries.find(({ id }) => id === active)?.screen.lastLines(maxLines) ?? "";
    },
  };
}

function selectedLines({ view }: Workbench["editor"]): [number, number] | undefined {
  if (!view) return undefined;
  const { doc, selection } = view.state;
  const { from, to } = selection.main;
  // A selection that ends at the beginning of a line does not hold that line.
  return from === to ? undefined : [doc.lineAt(from).number, doc.lineAt(Math.max(from, to - 1)).number];
}

function problemsOf({ view }: Workbench["editor"]): ShownProblem[] {
  const found: ShownProblem[] = [];
  if (!view) return found;
  const { doc } = view.state;
  forEachDiagnostic(view.state, ({ severity, message }, from) => {
    found.push({ line: doc.lineAt(Math.min(from, doc.length)).number, severity, message });
  });
  return found;
}

async function symbolsIn(path: string, text: string): Promise<FileSymbol[]> {
  const { outline } = await loadFileSyntax();
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  return symbolsOf(outline(path, text)).map(({ path: name, item }) => ({
    name,
    firstLine: lineAt(item.from),
    lastLine: lineAt(item.to),
  }));
}
