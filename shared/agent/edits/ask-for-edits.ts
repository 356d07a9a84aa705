/**
 * Asks a model for edits and carries them out on a shadow copy. What is refused is said to the model, twice at most, then a
 * larger one is asked; what still cannot be done for certain is named. Nothing is written here.
 */
import type { AskEnd, AskInput, AskModel } from "../ask.ts";
import { askBounded } from "../ask-bounded.ts";
import { type Bill, type BilledCall, billed, billOf } from "../bill.ts";
import { agentLimits } from "../limits.ts";
import { escalations, isPassing } from "./again.ts";
import type { AppliedEdits, Project } from "./apply-edits.ts";
import { applyGated, type EditGates } from "./gate.ts";
import type { EditOperation, EditRefusal } from "./operation.ts";
import { type AnsweredEdits, readEdits } from "./read-edits.ts";
import { isSame, notSuperseded, withoutDoubles } from "./supersede.ts";

export interface EditTask {
  ask: AskInput;
  /** The paths that the answer may change. */
  allows(path: string): boolean;
  /** Why an operation of such a path is not carried out all the same. */
  forbids?(operation: EditOperation): EditRefusal | undefined;
  /** An answer in prose alone says that there is nothing to change. */
  mayChangeNothing?: boolean;
}

export interface EditPorts {
  model: AskModel;
  project: Project;
  gates: EditGates & {
    /** Problems of a file, as a language service tells them, when `files` are as they would be. */
    problems?(path: string, text: string, files: AppliedEdits["files"]): Promise<readonly string[]>;
  };
  /** Hears the answers as they come. */
  hear?(text: string): void;
}

export interface AskedEdits extends Pick<AppliedEdits, "files" | "applied"> {
  /** "given-up": something is refused or has new problems after the last try; what could be carried out is in `files`. */
  end: "done" | "given-up" | "cancelled" | "failed";
  refused: readonly EditRefusal[];
  /** Problems that the files did not have before. */
  problems: readonly string[];
  bill: Bill;
  /** The last answer. */
  said: string;
  /** Why no model answered. */
  failure?: { code: string; message: string };
}

/** Resolves as soon as the model does after `signal` is aborted; nothing more is asked then. */
export async function askForEdits(task: EditTask, ports: EditPorts, signal: AbortSignal): Promise<AskedEdits> {
  const calls: BilledCall[] = [];
  let best = nothingYet();
  let latest = best;
  let said = "";
  const ended = (end: AskedEdits["end"], failure?: AskedEdits["failure"]): AskedEdits => {
    const { files, applied } = best.outcome;
    const { problems } = best;
    const refused = applied.length ? best.refused.filter(isHarm) : best.refused;
    return { end, files, applied, refused, problems, bill: billOf(calls), said, ...(failure ? { failure } : {}) };
  };
  for (const escalation of escalations(task.ask)) {
    if (signal.aborted) return ended("cancelled");
    const ask = {
      ...task.ask,
      escalation,
      ...(calls.length ? { objection: objectionTo(said, latest, best.outcome.applied.length) } : {}),
    };
    const answer = await askBounded({ ask, model: ports.model, hear: ports.hear }, signal);
    calls.push(billed(answer, escalation));
    if (signal.aborted || (answer.ok && answer.reason === "cancelled")) return ended("cancelled");
    if (!answer.ok && !isPassing(answer.code)) return ended("failed", answer);
    said = answer.text;
    const read = readAnswer(answer);
    if (task.mayChangeNothing && answer.ok && !read.isTried && said.trim() !== "") return ended("done");
    latest = await attempt(read, best, task, ports);
    if (harmOf(latest) <= harmOf(best)) best = latest;
    if (!isWanting(best, task)) return ended("done");
  }
  return ended("given-up");
}

interface Attempt {
  outcome: AppliedEdits;
  refused: readonly EditRefusal[];
  problems: readonly string[];
}

function nothingYet(): Attempt {
  return { outcome: { files: new Map(), applied: [], refused: [] }, refused: [], problems: [] };
}

function readAnswer(answer: AskEnd): AnsweredEdits {
  const read = readEdits(answer.text);
  const isCut = !answer.ok || answer.reason === "length";
  if (!isCut || read.refusals.some(({ code }) => code === "cut-off")) return read;
  const cut = { code: "cut-off" as const, message: "The answer was cut before its end. Give what is missing." };
  return { ...read, refusals: [...read.refusals, cut] };
}

/** What an answer makes of the files, on top of what those before it did where it says nothing about the same lines. */
async function attempt(read: AnsweredEdits, before: Attempt, task: EditTask, ports: EditPorts): Promise<Attempt> {
  const { project, gates } = ports;
  const forbidden = read.operations.flatMap((operation) => forbiddenOf(operation, task) ?? []);
  const allowed = withoutDoubles(read.operations.filter((operation) => !forbiddenOf(operation, task)));
  const kept = notSuperseded(before.outcome.applied, allowed, project);
  const outcome = applyGated([...kept, ...allowed], project, gates);
  const known = before.outcome.applied;
  const isNew = (operation: EditOperation) => !known.some((each) => isSame(each, operation));
  const pathsAnswered = new Set(allowed.filter(isNew).map(({ path }) => path));
  const stillOpen = before.refused.filter(({ path }) =>
    path === undefined ? !allowed.length : !pathsAnswered.has(path),
  );
  const fresh = [...read.refusals, ...forbidden, ...outcome.refused];
  return {
    outcome,
    refused: [...stillOpen.filter((old) => !fresh.some(({ message }) => message === old.message)), ...fresh],
    problems: await newProblems(outcome.files, ports),
  };
}

function forbiddenOf(operation: EditOperation, task: EditTask): EditRefusal | undefined {
  const { path } = operation;
  if (!task.allows(path)) return { code: "outside", path, message: `This task may not change ${path}.` };
  return task.forbids?.(operation);
}

async function newProblems(files: AppliedEdits["files"], { gates, project }: EditPorts): Promise<string[]> {
  const found: string[] = [];
  for (const [path, text] of files) {
    if (text === undefined || !gates.problems) continue;
    const before = project.read(path);
    const had = before === undefined ? [] : [...(await gates.problems(path, before, new Map()))];
    for (const problem of await gates.problems(path, text, files)) {
      const at = had.indexOf(problem);
      if (at < 0) found.push(`${path}: ${problem}`);
      else had.splice(at, 1);
    }
  }
  return found;
}

/** A text that is the same afterwards is no harm: there was nothing to do. */
function isHarm({ code }: EditRefusal): boolean {
  return code !== "unchanged";
}

function harmOf({ outcome, refused, problems }: Attempt): number {
  if (!outcome.applied.length) return Number.POSITIVE_INFINITY;
  return refused.filter(isHarm).length + problems.length;
}

function isWanting(attempted: Attempt, { mayChangeNothing = false }: EditTask): boolean {
  const { outcome, refused, problems } = attempted;
  if (refused.some(isHarm) || problems.length) return true;
  return !outcome.applied.length && !mayChangeNothing;
}

function objectionTo(said: string, { refused, problems }: Attempt, carriedOut: number) {
  const done = carriedOut
    ? [`${carriedOut} of the edits are carried out. Give only those that were not, corrected:`]
    : [];
  const problem = [...done, ...refused.map(({ message }) => message), ...problems].join("\n");
  const short = (text: string) => text.slice(0, agentLimits.maxPassageChars);
  return { answer: short(said), problem: short(problem || "Nothing was changed by it.") };
}
