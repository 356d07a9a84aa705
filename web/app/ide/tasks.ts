/** The assistant's tasks on the open project: where they start, what they read and write. Loaded with the first task. */
import { forEachDiagnostic } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import type * as Y from "yjs";
import { mayAssist } from "../../../shared/access/dial.ts";
import type { AskInput } from "../../../shared/agent/ask.ts";
import { taskRules } from "../../../shared/agent/tasks.ts";
import { createDesk, type Desk } from "../../assistant/tasks/desk.ts";
import type { EditingTask, ReviewedFile, StaticAnswer, Target } from "../../assistant/tasks/task.ts";
import { runTests } from "../../assistant/tasks/test-run.ts";
import { runTrial } from "../../assistant/tasks/trial.ts";
import { loadFileSyntax } from "../../editor/file-syntax.ts";
import type { Messages } from "../../i18n/en.ts";
import { tasksText } from "../../i18n/tasks/text.ts";
import { analyse } from "./analysis.ts";
import { writeAsAssistant } from "./assistant-writes.ts";
import type { CompletionParts } from "./completion.ts";
import type { Workbench } from "./workbench.ts";

/** What the desk is given beside the workbench. */
export interface TaskPlace {
  /** The editor that is shown now. */
  view(): EditorView | undefined;
  text(): Messages;
  /** The language service and the search of the project, once they are there. */
  completion(): CompletionParts | undefined;
}

export function createProjectDesk(bench: Workbench, { view, text, completion }: TaskPlace): Desk {
  const { session, settings, notices } = bench;
  const { tree } = session.files;
  const textAt = (path: string): Y.Text | undefined => {
    const id = tree.getState().byPath.get(path)?.id;
    return id === undefined ? undefined : session.files.text(id);
  };
  const language = () => settings.getState().locale;
  const write = (files: readonly ReviewedFile[]): number =>
    files.reduce((conflicts, file) => conflicts + writeAsAssistant(session, file), 0);
  return createDesk({
    async model() {
      const remote = await bench.model();
      return (await remote.models()).length ? remote.ask : undefined;
    },
    syntax: loadFileSyntax,
    read: (path) => textAt(path)?.toString(),
    language,
    forbids(task, path) {
      if (!settings.getState().assistant) return "off";
      return mayAssist(bench.dial.getState(), taskRules[task].needs, path) ? undefined : "dial";
    },
    context: async (task) => problemsOf(task, view()),
    analyse: (task, target, signal) => analysed(bench, completion(), { task, target }, signal),
    run: async (files, command, signal) => runTrial(await bench.startEngine(), files, command, signal),
    runTests: async (files, paths, signal) => runTests(await bench.startEngine(), files, paths, signal),
    write(files) {
      const changed = files.filter(({ before, after }) => before !== after);
      const conflicts = write(changed);
      const words = tasksText(language());
      const undo = () => {
        const undone = write(changed.map(({ path, before, after }) => ({ path, before: after, after: before })));
        notices.show({ tone: undone ? "error" : "plain", text: undone ? words.conflicts(undone) : words.undone });
      };
      if (conflicts) notices.show({ tone: "error", text: words.conflicts(conflicts) });
      if (changed.length) {
        const action = { label: text().undo, run: undo };
        notices.show({ tone: "ok", text: words.kept(changed.length), action });
      }
    },
  });
}

async function analysed(
  bench: Workbench,
  completion: CompletionParts | undefined,
  { task, target: { path, text, from, to } }: { task: EditingTask; target: Target },
  signal: AbortSignal,
): Promise<StaticAnswer> {
  const range = from > 0 || to < text.length ? { from, to } : undefined;
  const answer = await analyse(bench, completion, task, { path, range }, signal);
  // The tasks of the desk change files: none is answered in words.
  return answer.kind === "markdown" ? { kind: "nothing", reason: answer.text } : answer;
}

/** The selection, or the caret's place for new code and else the whole file; undefined where no file takes keys. */
export function targetOf(bench: Workbench, task: EditingTask, view: EditorView | undefined): Target | undefined {
  const { active } = bench.tabs.getState();
  const row = active === undefined ? undefined : bench.session.files.tree.getState().byId.get(active);
  if (!row || !view || view.state.readOnly) return undefined;
  const { doc, selection } = view.state;
  const { from, to, empty } = selection.main;
  const text = doc.toString();
  if (!empty || task === "generate") return { path: row.path, text, from, to };
  return { path: row.path, text, from: 0, to: text.length };
}

/** What the editor reports of the file. */
function problemsOf(task: EditingTask, view: EditorView | undefined): AskInput["context"] {
  if (task !== "fix" || !view) return [];
  const lines: string[] = [];
  forEachDiagnostic(view.state, ({ message }, from) => {
    lines.push(`${view.state.doc.lineAt(from).number}: ${message}`);
  });
  return lines.length ? [{ label: "problems", text: lines.join("\n") }] : [];
}
