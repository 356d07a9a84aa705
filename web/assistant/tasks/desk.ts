/** One task of the assistant at a time, from the question to the review of what it would change. Nothing is written before the person keeps it. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { AskInput, AskModel } from "../../../shared/agent/ask.ts";
import { type Bill, billOf } from "../../../shared/agent/bill.ts";
import { askForCode } from "../../../shared/agent/edits/ask-for-code.ts";
import { askForEdits } from "../../../shared/agent/edits/ask-for-edits.ts";
import { elidedLine } from "../../../shared/agent/edits/elision.ts";
import type { EditRefusal } from "../../../shared/agent/edits/operation.ts";
import { indentOf, reindented } from "../../../shared/agent/edits/reindent.ts";
import { type OutlineItem, symbolNamed } from "../../../shared/agent/outline.ts";
import type { TaskName } from "../../../shared/agent/tasks.ts";

/** Tasks that change files. */
export type EditingTask = Extract<TaskName, "generate" | "comment" | "tests" | "optimise" | "fix">;

/** The code that a task is about, as it was when it was asked for. Offsets are the text's. */
export interface Target {
  path: string;
  text: string;
  from: number;
  to: number;
}

export interface ReviewedFile {
  path: string;
  /** Undefined: there was none. */
  before: string | undefined;
  /** Undefined: it goes. */
  after: string | undefined;
}

export type DeskState =
  | { phase: "idle" }
  /** The person says what is wanted. */
  | { phase: "asking"; task: EditingTask; target: Target }
  | { phase: "working"; task: EditingTask; target: Target; request: string; chars: number }
  | {
      phase: "failed";
      task: EditingTask;
      target: Target;
      request: string;
      /** A code of the wire or of an edit, for the words. */
      code: string;
      message: string;
      bill: Bill;
    }
  | { phase: "review"; task: EditingTask; files: readonly ReviewedFile[]; refused: readonly EditRefusal[]; bill: Bill };

export interface FileSyntax {
  errors(path: string, text: string): number;
  outline(path: string, text: string): readonly OutlineItem[];
}

export interface DeskPorts {
  model(): Promise<AskModel>;
  syntax(): Promise<FileSyntax>;
  /** The text of a file of the project now. */
  read(path: string): string | undefined;
  language(): AskInput["language"];
  /** Why the assistant may not do this: the person has turned it off, or the project's dial forbids it. */
  forbids(task: EditingTask, path: string): "off" | "dial" | undefined;
  /** What helps beside the code: problems, other files. */
  context(task: EditingTask, target: Target): Promise<AskInput["context"]>;
  /** Writes what the person kept; gives the changes that could not be made because others had changed the same lines. */
  write(files: readonly ReviewedFile[]): number;
}

export interface Desk {
  store: StoreApi<DeskState>;
  /** Opens the place to say what is wanted. */
  ask(task: EditingTask, target: Target): void;
  /** Asks the model; with an empty request where the task says all. */
  start(task: EditingTask, target: Target, request: string): Promise<void>;
  /** Ends what is under way, and whatever is open. */
  close(): void;
  /** Writes the reviewed files; gives the number of changes that others stood in the way of. */
  keep(files: readonly ReviewedFile[]): number;
}

const idle: DeskState = { phase: "idle" };

export function createDesk(ports: DeskPorts): Desk {
  const store = createStore<DeskState>()(() => idle);
  const set = (state: DeskState) => store.setState(state, true);
  let running = new AbortController();
  const restart = (): AbortSignal => {
    running.abort();
    running = new AbortController();
    return running.signal;
  };

  async function start(task: EditingTask, target: Target, request: string): Promise<void> {
    const signal = restart();
    let chars = 0;
    const working = () => set({ phase: "working", task, target, request, chars });
    working();
    const hear = (text: string) => {
      chars += text.length;
      if (!signal.aborted) working();
    };
    const [model, syntax, context] = await Promise.all([ports.model(), ports.syntax(), ports.context(task, target)]);
    if (signal.aborted) return;
    const ask = { ...questionOf(task, target, request), language: ports.language(), context };
    const work = { task, target, request, ask, model, syntax, hear };
    const end = await (task === "generate" ? generated(work, signal) : edited(work, ports, signal));
    if (!signal.aborted) set(end);
  }

  return {
    store,
    start,
    ask(task, target) {
      restart();
      const code = ports.forbids(task, target.path);
      if (code) set(failed({ task, target, request: "", bill: billOf([]) }, { code, message: "" }));
      else set({ phase: "asking", task, target });
    },
    close() {
      restart();
      set(idle);
    },
    keep(files) {
      const conflicts = ports.write(files);
      set(idle);
      return conflicts;
    },
  };
}

interface Work {
  task: EditingTask;
  target: Target;
  request: string;
  ask: AskInput;
  model: AskModel;
  syntax: FileSyntax;
  hear(text: string): void;
}

/** Characters of the file that are shown around the code. */
const aroundChars = 6_000;

function questionOf(task: EditingTask, { path, text, from, to }: Target, request: string) {
  const subject = {
    path,
    text: text.slice(from, to),
    firstLine: text.slice(0, from).split("\n").length,
    before: text.slice(Math.max(0, from - aroundChars), from),
    after: text.slice(to, to + aroundChars),
  };
  return { task, request, subject };
}

/** Code for the place alone: everything else of the file stays as it is. */
async function generated(
  { ask, target, model, syntax, hear, ...asked }: Work,
  signal: AbortSignal,
): Promise<DeskState> {
  const { path, text, from, to } = target;
  const original = text.slice(from, to);
  const errors = syntax.errors(path, text);
  const placed = (code: string) => text.slice(0, from) + fitted(code, target) + text.slice(to);
  const objects = (code: string): string | undefined => {
    const elided = elidedLine(code, original, path);
    if (elided !== undefined) return `Code is left out: "${elided.trim()}". Write it in full.`;
    const has = syntax.errors(path, placed(code));
    return has > errors ? `The file would have ${has} syntax errors, ${errors} before.` : undefined;
  };
  const { end, code, problem, bill, failure } = await askForCode({ ask, objects }, { model, hear }, signal);
  if (end === "cancelled") return idle;
  if (end === "done" && code !== undefined) {
    const files = [{ path, before: text, after: placed(code) }];
    return { phase: "review", task: asked.task, files, refused: [], bill };
  }
  return failed({ ...asked, target, bill }, failure ?? { code: "unusable", message: problem ?? "" });
}

/** As far in as the code that it replaces, or as the caret. */
function fitted(code: string, { text, from, to }: Target): string {
  const lineStart = text.lastIndexOf("\n", from - 1) + 1;
  const indent = indentOf(text.slice(lineStart, from) + text.slice(from, to));
  const lines = reindented(code, indent);
  // A selection from the start of its line holds the indentation too.
  const isWhole = text.slice(lineStart, from) === "" && indent !== "";
  const ends = text.slice(from, to).endsWith("\n") && !lines.endsWith("\n") ? "\n" : "";
  return (isWhole ? indent : "") + lines + ends;
}

async function edited(work: Work, ports: DeskPorts, signal: AbortSignal): Promise<DeskState> {
  const { ask, model, syntax, hear, target, ...asked } = work;
  const { task } = asked;
  const allows = (path: string) => (task === "tests" ? isTestPath(path) : path === target.path);
  const project = {
    read: (path: string) => (path === target.path ? target.text : ports.read(path)),
    symbolAt: (path: string, text: string, symbol: string) => symbolNamed(syntax.outline(path, text), symbol),
  };
  const gates = { parseErrors: syntax.errors };
  const mayChangeNothing = task === "optimise" || task === "comment";
  const edits = await askForEdits({ ask, allows, mayChangeNothing }, { model, project, gates, hear }, signal);
  const { end, files, refused, bill, failure } = edits;
  if (end === "cancelled") return idle;
  const reviewed = [...files].map(([path, after]) => ({ path, before: project.read(path), after }));
  if (reviewed.length) return { phase: "review", task, files: reviewed, refused, bill };
  if (end === "done") return failed({ ...asked, target, bill }, { code: "nothing", message: edits.said });
  const [first] = refused;
  return failed(
    { ...asked, target, bill },
    failure ?? { code: first?.code ?? "unusable", message: first?.message ?? "" },
  );
}

/** Where tests lie by the usual names. */
export function isTestPath(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|spec)\/|[._-](?:test|spec)\.[^/]+$|(?:^|\/)test_[^/]+\.py$/.test(path);
}

function failed(
  asked: Pick<Work, "task" | "target" | "request"> & { bill: Bill },
  { code, message }: { code: string; message: string },
): DeskState {
  const { task, target, request, bill } = asked;
  return { phase: "failed", task, target, request, bill, code, message };
}
