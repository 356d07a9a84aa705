/** A task done by a model: the right question for it, its answer tried out, and what the person should know of it. */
import type { AskInput, AskModel } from "../../../shared/agent/ask.ts";
import { type Bill, billOf } from "../../../shared/agent/bill.ts";
import { askForCode } from "../../../shared/agent/edits/ask-for-code.ts";
import { askForEdits } from "../../../shared/agent/edits/ask-for-edits.ts";
import { elidedLine } from "../../../shared/agent/edits/elision.ts";
import { indentOf, reindented } from "../../../shared/agent/edits/reindent.ts";
import { agentLimits } from "../../../shared/agent/limits.ts";
import { isCommented } from "../../../shared/agent/long-file/coverage.ts";
import { type LongFileTask, runLongFile } from "../../../shared/agent/long-file/run.ts";
import { type OutlineItem, symbolNamed, symbolsOf } from "../../../shared/agent/outline.ts";
import {
  type EditingTask,
  isTestPath,
  type NoProposal,
  type Note,
  type Proposal,
  type ReviewedFile,
  type Target,
  type Work,
} from "./task.ts";
import type { TestRun } from "./test-run.ts";

/** Undefined when it was called off. */
export async function byModel(work: Work, model: AskModel): Promise<Proposal | NoProposal | undefined> {
  const { task, target, ports, signal } = work;
  const context = await ports.context(task, target);
  const asked = { ...work, ask: { ...questionOf(work), language: ports.language(), context }, model };
  if (task === "generate") return generated(asked);
  const found = isLong(work) ? await inParts(asked) : await edited(asked);
  if (!found || "code" in found || task !== "tests") return found;
  return signal.aborted ? undefined : tested(asked, found);
}

interface AskedWork extends Work {
  ask: AskInput;
  model: AskModel;
}

/** Characters of the file that are shown around the code. */
const aroundChars = 6_000;

function questionOf({ task, request, target: { path, text, from, to } }: Work) {
  const subject = {
    path,
    text: text.slice(from, to),
    firstLine: text.slice(0, from).split("\n").length,
    before: text.slice(Math.max(0, from - aroundChars), from),
    after: text.slice(to, to + aroundChars),
  };
  return { task, request, subject };
}

/** Tells how much has been written. */
function counting({ onStep }: Work): (text: string) => void {
  let chars = 0;
  return (text) => {
    chars += text.length;
    onStep({ kind: "writing", chars });
  };
}

/** Code for the place alone: everything else of the file stays as it is. */
async function generated(work: AskedWork): Promise<Proposal | NoProposal | undefined> {
  const { ask, target, model, syntax, signal } = work;
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
  const { end, code, problem, bill, failure } = await askForCode(
    { ask, objects },
    { model, hear: counting(work) },
    signal,
  );
  if (end === "cancelled") return undefined;
  if (end !== "done" || code === undefined) return none(failure ?? { code: "unusable", message: problem ?? "" }, bill);
  return { files: [{ path, before: text, after: placed(code) }], notes: [], bill };
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

async function edited(work: AskedWork): Promise<Proposal | NoProposal | undefined> {
  const { task, target, ask, model, signal } = work;
  const allows = (path: string) => (task === "tests" ? isTestPath(path) : path === target.path);
  const mayChangeNothing = task === "optimise" || task === "comment";
  const ports = { ...editPorts(work), model, hear: counting(work) };
  const { end, files, refused, bill, failure, said } = await askForEdits(
    { ask, allows, mayChangeNothing },
    ports,
    signal,
  );
  if (end === "cancelled") return undefined;
  if (files.size) {
    const notes: Note[] = refused.length ? [{ kind: "refused", count: refused.length }] : [];
    return { files: reviewed(files, work), notes, bill };
  }
  if (end === "done") return none({ code: "nothing", message: said }, bill);
  return none(failure ?? { code: "unusable", message: refused[0]?.message ?? "" }, bill);
}

/** The whole of a file in which there is more to do than one answer can be trusted to hold. */
function isLong({ task, target, syntax }: Work): boolean {
  const { path, text, from, to } = target;
  if (from > 0 || to < text.length || task === "fix" || text.length <= agentLimits.maxPartChars) return false;
  return symbolsOf(syntax.outline(path, text)).some(({ item }) => isWanted(task, target, item));
}

/** Comments for what is exported and has none; tests for what is exported and runs; the rest for every function and class. */
function isWanted(task: EditingTask, { text }: Target, { kind, exported, from, start, to }: OutlineItem): boolean {
  if (task === "comment") return exported && !isCommented(text, { from, start, to });
  const runs = kind === "function" || kind === "class" || kind === "variable";
  return task === "tests" ? exported && runs : runs;
}

async function inParts(work: AskedWork): Promise<Proposal | NoProposal | undefined> {
  const { task, target, ask, model, syntax, signal, onStep } = work;
  const { path, text } = target;
  let total = symbolsOf(syntax.outline(path, text)).filter(({ item }) => isWanted(task, target, item)).length;
  onStep({ kind: "parts", done: 0, total });
  const { language, request, context } = ask;
  const longTask: LongFileTask = {
    ...{ task, language, request, context, path },
    wants: (_, item) => isWanted(task, target, item),
    ...(task === "tests" && { testPath: testPathOf(path) }),
  };
  const ports = {
    ...editPorts(work),
    model,
    outline: syntax.outline,
    hash: (part: string) => part,
    onStep(step: { done: number; total: number }) {
      total = step.total;
      onStep({ kind: "parts", done: step.done, total });
    },
  };
  const { end, files, missing, bill } = await runLongFile(longTask, ports, signal);
  if (end === "cancelled") return undefined;
  const symbols = missing.map(({ symbol }) => symbol);
  const notes: Note[] = symbols.length ? [{ kind: "missing", symbols }] : [];
  if (files.size) return { files: reviewed(files, work), notes, bill };
  const [first] = missing;
  return none(first ?? { code: "nothing", message: "" }, bill);
}

/** Beside the code, by the language's usual name. */
function testPathOf(path: string): string {
  const [, folder = "", stem = "", extension = ""] = /^(.*\/)?([^/]*)\.([^./]+)$/.exec(path) ?? [];
  return extension === "py" ? `${folder}test_${stem}.py` : `${folder}${stem}.test.${extension}`;
}

/** Runs the proposed tests; those that fail are put right by the model as far as it can, and told in any case. */
async function tested(work: AskedWork, proposal: Proposal): Promise<Proposal | undefined> {
  const { ask, model, signal, onStep, ports } = work;
  let { files, bill } = proposal;
  const run = async (): Promise<TestRun | undefined> => {
    onStep({ kind: "testing" });
    const written = files.flatMap(({ path, after }) => (after === undefined ? [] : [[path, after] as const]));
    const paths = written.flatMap(([path]) => (isTestPath(path) ? [path] : []));
    return ports.runTests(written, paths, signal).catch(() => undefined);
  };
  let latest = await run();
  for (let round = 0; round < fixRounds && latest?.failed.length && !signal.aborted; round++) {
    const before = files;
    const proposed = new Map(before.map(({ path, after }) => [path, after]));
    const read = (path: string) => (proposed.has(path) ? proposed.get(path) : projectOf(work).read(path));
    const texts = before.map(({ path, after = "" }) => ({ label: path, path, text: after }));
    const problem = `These tests fail:\n${latest.failed.join("\n")}\n\n${latest.output.slice(-maxToldChars)}`;
    const objection = { answer: before.map(({ path }) => path).join("\n"), problem };
    const again = { ...ask, context: [...texts, ...(ask.context ?? [])], objection, escalation: round };
    const edits = await askForEdits(
      { ask: again, allows: isTestPath },
      { ...editPorts(work), project: { ...projectOf(work), read }, model, hear: counting(work) },
      signal,
    );
    bill = billOf([...bill.calls, ...edits.bill.calls]);
    if (!edits.files.size) break;
    for (const [path, after] of edits.files) proposed.set(path, after);
    files = reviewed(proposed, work);
    latest = await run();
  }
  if (signal.aborted) return undefined;
  const result: Note = latest ? { kind: "tests", passed: latest.passed, failed: latest.failed } : { kind: "not-run" };
  return { files, notes: [...proposal.notes, result], bill };
}

/** Times that red tests are put right; the last asks a larger model. */
const fixRounds = 2;
const maxToldChars = 8_000;

function editPorts(work: AskedWork) {
  return { project: projectOf(work), gates: { parseErrors: work.syntax.errors } };
}

/** The file as it was when the task began: what others write meanwhile is carried over when the person keeps it. */
function projectOf({ target, ports, syntax }: Work) {
  return {
    read: (path: string) => (path === target.path ? target.text : ports.read(path)),
    symbolAt: (path: string, text: string, symbol: string) => symbolNamed(syntax.outline(path, text), symbol),
  };
}

function reviewed(files: ReadonlyMap<string, string | undefined>, work: Work): ReviewedFile[] {
  const { read } = projectOf(work);
  return [...files].map(([path, after]) => ({ path, before: read(path), after }));
}

function none({ code, message }: { code: string; message: string }, bill: Bill): NoProposal {
  return { code, message, bill };
}
