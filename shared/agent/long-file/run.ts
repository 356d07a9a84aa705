/**
 * A task over a long file: a call for each part, what is answered merged in the file's order, and what the answers leave out
 * asked for again in smaller parts, at last of a larger model. In the end each symbol has what was asked for, or is named.
 */
import type { AskInput } from "../ask.ts";
import { type Bill, type BilledCall, billOf } from "../bill.ts";
import { type AskedEdits, askForEdits, type EditPorts } from "../edits/ask-for-edits.ts";
import { agentLimits } from "../limits.ts";
import { type OutlineItem, symbolsOf } from "../outline.ts";
import { isCommented, isTested } from "./coverage.ts";
import { joinTests, type TestPart } from "./join-tests.ts";
import { lostLine } from "./kept-code.ts";
import { type Merged, mergeInto, mergeParts, type PartEdit } from "./merge.ts";
import { onlyPatches, type Part, partGates, partProject } from "./part.ts";
import { type Chunk, planChunks } from "./plan.ts";
import { recalled } from "./recalled.ts";
import { type HashText, type LongFileState, symbolHashes } from "./state.ts";
import { around, headsAround } from "./surroundings.ts";

export interface LongFileTask extends Pick<AskInput, "task" | "language" | "request" | "model" | "context"> {
  path: string;
  /** The symbols that it is for, by their dotted names. */
  wants(symbol: string, item: OutlineItem): boolean;
  /** Where tests are written; they alone need it. */
  testPath?: string;
  /** How far it had come before. */
  state?: LongFileState;
}

export interface LongFilePorts extends EditPorts {
  outline(path: string, text: string): readonly OutlineItem[];
  hash: HashText;
  /** After each part. Whoever keeps `files` and `state` together can go on with the rest another day. */
  onStep?(step: LongFileStep): void;
}

export interface LongFileStep {
  done: number;
  total: number;
  /** What the part was about. */
  symbols: readonly string[];
  /** What is changed so far, on top of what the project holds now. */
  files: ReadonlyMap<string, string>;
  state: LongFileState;
}

export interface MissingSymbol {
  symbol: string;
  /** A refusal's, a failed call's, or "left-out", "changed", "vanished", "name-taken", "too-large", "useless", "cancelled". */
  code: string;
  message: string;
}

export interface LongFileResult extends Omit<LongFileStep, "symbols"> {
  end: "done" | "given-up" | "cancelled" | "failed";
  covered: readonly string[];
  missing: readonly MissingSymbol[];
  /** Problems that the files did not have before. */
  problems: readonly string[];
  bill: Bill;
}

/** From parts that a small model can answer whole to single symbols for a larger one. */
const rounds = [
  { maxChars: agentLimits.maxPartChars, escalation: 0 },
  { maxChars: agentLimits.maxPartChars / 4, escalation: 0 },
  { maxChars: 1, escalation: 1 },
];

/** Stops soon after `signal` is aborted, with what was merged until then. */
export async function runLongFile(
  task: LongFileTask,
  ports: LongFilePorts,
  signal: AbortSignal,
): Promise<LongFileResult> {
  const gates = { ...ports.gates, parseErrors: recalled(ports.gates.parseErrors, agentLimits.maxRecalledTexts) };
  const outline = recalled(ports.outline, agentLimits.maxRecalledTexts);
  const run = new LongFileRun(task, { ...ports, gates, outline }, signal);
  for (const round of rounds) {
    if (run.isOver()) break;
    await run.round(round);
  }
  return run.result();
}

interface Reason {
  code: string;
  message: string;
}

class LongFileRun {
  readonly #task: LongFileTask;
  readonly #ports: LongFilePorts;
  readonly #signal: AbortSignal;
  readonly #requested: readonly string[];
  readonly #calls: BilledCall[];
  /** Of the rounds before, in the order in which they were merged. */
  #edits: PartEdit[] = [];
  #tests: TestPart[] = [];
  /** Of this round, by the part's place. */
  #fresh: { from: number; edit?: PartEdit; test?: TestPart }[] = [];
  readonly #answered = new Set<string>();
  readonly #reasons = new Map<string, Reason>();
  readonly #problems = new Map<string, readonly string[]>();
  #failure: Reason | undefined;
  #isUseful = false;
  #uselessParts = 0;
  /** The file as the project had it when the round began, and what the parts were cut from. */
  #live: string;
  #base: string;
  #testBase: string;
  /** Of the parts of one round all are shown the same, whichever is answered first. */
  #testsShown = "";
  /** By others, since the round began. */
  #isChanged = false;
  #emitted: { source: string; tests: string } | undefined;

  constructor(task: LongFileTask, ports: LongFilePorts, signal: AbortSignal) {
    this.#task = task;
    this.#ports = ports;
    this.#signal = signal;
    this.#live = ports.project.read(task.path) ?? "";
    this.#base = this.#live;
    this.#testBase = this.#read(task.testPath);
    this.#calls = [...(task.state?.calls ?? [])];
    const outline = ports.outline(task.path, this.#base);
    const wanted = symbolsOf(outline).filter(({ path, item }) => task.wants(path, item));
    this.#requested = [...new Set(wanted.map(({ path }) => path))];
    const hashes = symbolHashes(this.#base, outline, ports.hash);
    for (const { symbol, hash } of task.state?.done ?? []) {
      if (hashes.get(symbol) === hash) this.#answered.add(symbol);
    }
  }

  isOver(): boolean {
    return this.#signal.aborted || this.#failure !== undefined || this.#covered().size === this.#requested.length;
  }

  async round({ maxChars, escalation }: (typeof rounds)[number]): Promise<void> {
    this.#base = this.#merged().text;
    this.#live = this.#read(this.#task.path);
    this.#isChanged = false;
    this.#testsShown = this.#joined().text;
    const covered = this.#covered();
    const open = new Set(this.#requested.filter((symbol) => !covered.has(symbol)));
    const outline = this.#ports.outline(this.#task.path, this.#base);
    const chunks = planChunks(this.#base, outline, { maxChars, wants: (symbol) => open.has(symbol) });
    let next = 0;
    const work = async () => {
      for (let chunk = chunks[next++]; chunk && !this.#signal.aborted && !this.#failure; chunk = chunks[next++]) {
        // Overloads are one symbol.
        await this.#askFor({ ...chunk, symbols: [...new Set(chunk.symbols)] }, outline, escalation);
      }
    };
    await Promise.all(Array.from({ length: agentLimits.maxPartsAtOnce }, work));
    this.#closeRound();
  }

  result(): LongFileResult {
    const covered = this.#covered();
    const missing = this.#requested.filter((symbol) => !covered.has(symbol)).map((symbol) => this.#missing(symbol));
    const ended = missing.length ? "given-up" : "done";
    return {
      end: this.#signal.aborted && missing.length ? "cancelled" : this.#failure && missing.length ? "failed" : ended,
      ...this.#progress(covered),
      covered: this.#requested.filter((symbol) => covered.has(symbol)),
      missing,
      problems: [...this.#problems.values()].flat(),
      bill: billOf(this.#calls),
    };
  }

  async #askFor(chunk: Chunk, outline: readonly OutlineItem[], escalation: number): Promise<void> {
    const part: Part = { path: this.#task.path, text: this.#base, from: chunk.from, to: chunk.to };
    if (chunk.to - chunk.from > agentLimits.maxPassageChars) {
      this.#because(chunk.symbols, { code: "too-large", message: "It is longer than any model is shown at once." });
      return;
    }
    const callsBefore = this.#task.state?.calls.length ?? 0;
    if (this.#calls.length - callsBefore > agentLimits.maxLongFileCalls - maxCallsAtOnce) {
      this.#failure = { code: "too-many-calls", message: "More calls were needed than one task may make." };
      return;
    }
    const { task, testPath } = this.#task;
    const { project, gates, model, hear } = this.#ports;
    const asked = await askForEdits(
      {
        ask: { ...this.#ask(part, chunk, outline), escalation },
        allows: (path) => path === (testPath ?? part.path),
        forbids: onlyPatches(part.path),
        mayChangeNothing: task !== "comment" && task !== "tests",
      },
      {
        model,
        project: partProject(part, project, testPath),
        gates: { ...partGates(part, gates), ...(task === "comment" ? { objects: codeStays } : {}) },
        ...(hear ? { hear } : {}),
      },
      this.#signal,
    );
    this.#take(part, chunk.symbols, asked);
  }

  #ask(part: Part, { from, to, symbols }: Chunk, outline: readonly OutlineItem[]): AskInput {
    const { task, language, request, model, context = [], testPath } = this.#task;
    const given = [...context, ...headsAround(part, outline)];
    if (testPath !== undefined) {
      const tests = this.#testsShown;
      // Its imports and first tests show the habits; what it declares must not be declared again.
      const names = this.#namesIn(tests);
      given.push({ label: testPath, text: tests.slice(0, agentLimits.maxHeadChars) });
      if (names.length) given.push({ label: `${testPath}: names that are taken`, text: names.join(", ") });
    }
    return {
      task,
      language,
      ...(request === undefined ? {} : { request }),
      ...(model === undefined ? {} : { model }),
      subject: { path: part.path, text: part.text.slice(from, to), ...around(part) },
      symbols: symbols.slice(0, agentLimits.maxAskedSymbols),
      context: given.slice(0, agentLimits.maxPassages),
    };
  }

  #take(part: Part, symbols: readonly string[], asked: AskedEdits): void {
    this.#calls.push(...asked.bill.calls);
    if (asked.end === "cancelled") return;
    if (asked.failure) this.#failure = asked.failure;
    const { path, testPath = "" } = this.#task;
    const after = asked.files.get(path);
    const test = asked.files.get(testPath);
    const before = part.text.slice(part.from, part.to);
    this.#fresh.push({
      from: part.from,
      ...(after === undefined ? {} : { edit: { from: part.from, before, after, symbols } }),
      ...(test === undefined ? {} : { test: { text: test, symbols, names: this.#namesIn(test) } }),
    });
    const [refusal] = asked.refused.filter(({ code }) => code !== "unchanged");
    if (asked.end !== "failed" && !refusal) for (const symbol of symbols) this.#answered.add(symbol);
    this.#because(symbols, asked.failure ?? refusal ?? { code: "left-out", message: "The answers left it out." });
    for (const symbol of symbols) this.#problems.set(symbol, []);
    if (symbols[0] !== undefined) this.#problems.set(symbols[0], asked.problems);
    this.#weigh(asked.end === "done" || asked.applied.length > 0);
    const progress = this.#progress(this.#covered());
    this.#emitted = { source: progress.files.get(path) ?? this.#read(path), tests: this.#joined().text };
    this.#ports.onStep?.({ ...progress, symbols });
  }

  /** A model of which nothing can be used is not asked for every part. */
  #weigh(isUseful: boolean): void {
    if (isUseful) this.#isUseful = true;
    else this.#uselessParts++;
    if (this.#isUseful || this.#uselessParts < agentLimits.maxUselessParts) return;
    this.#failure ??= { code: "useless", message: "None of the model's answers could be used." };
  }

  #closeRound(): void {
    const merged = this.#merged();
    for (const { edit, code } of merged.dropped) {
      for (const symbol of edit.symbols) this.#answered.delete(symbol);
      this.#because(edit.symbols, { code, message: droppedBecause[code] });
    }
    for (const { part, names } of this.#joined().dropped) {
      const message = `The test file has ${names.join(", ")} already.`;
      this.#because(part.symbols, { code: "name-taken", message });
    }
    const gone = new Set(merged.dropped.map(({ edit }) => edit));
    const { edits, tests } = this.#inOrder();
    this.#base = merged.text;
    this.#edits = [...this.#edits, ...edits].filter((edit) => !gone.has(edit));
    this.#tests = [...this.#tests, ...tests];
    this.#fresh = [];
  }

  /** This round's, in the order of the file. */
  #inOrder(): { edits: PartEdit[]; tests: TestPart[] } {
    const inOrder = [...this.#fresh].sort((one, other) => one.from - other.from);
    return { edits: inOrder.flatMap(({ edit }) => edit ?? []), tests: inOrder.flatMap(({ test }) => test ?? []) };
  }

  #merged(): Merged {
    const { path } = this.#task;
    const { project, gates } = this.#ports;
    const now = this.#read(path);
    const { edits } = this.#inOrder();
    this.#isChanged ||= now !== this.#live && now !== this.#emitted?.source;
    if (!this.#isChanged) return mergeParts(this.#base, edits, (text) => gates.parseErrors(path, text));
    return mergeInto(now, [...this.#edits, ...edits], path, project);
  }

  #joined() {
    const now = this.#read(this.#task.testPath);
    const base = now === this.#emitted?.tests ? this.#testBase : now;
    const tests = [...this.#tests, ...this.#inOrder().tests];
    return joinTests(base, tests, this.#namesIn(base));
  }

  #namesIn(tests: string): string[] {
    return this.#ports.outline(this.#task.testPath ?? "", tests).map(({ name }) => name);
  }

  #covered(): ReadonlySet<string> {
    const { task, path, testPath } = this.#task;
    const { text } = this.#merged();
    const items = symbolsOf(this.#ports.outline(path, text));
    const there = new Set(items.map((each) => each.path));
    const has = new Set<string>();
    if (task === "comment") {
      for (const each of items) if (isCommented(text, each.item)) has.add(each.path);
    } else if (testPath !== undefined) {
      const tests = this.#joined().text;
      for (const symbol of there) if (isTested(tests, symbol)) has.add(symbol);
    } else for (const symbol of this.#answered) has.add(symbol);
    return new Set(this.#requested.filter((symbol) => has.has(symbol) && there.has(symbol)));
  }

  #progress(covered: ReadonlySet<string>): Omit<LongFileStep, "symbols"> {
    const { task, path, testPath } = this.#task;
    const { text } = this.#merged();
    const tests = this.#joined().text;
    const files = new Map<string, string>();
    if (text !== this.#read(path)) files.set(path, text);
    if (testPath !== undefined && tests !== this.#read(testPath)) files.set(testPath, tests);
    const hashes = symbolHashes(text, this.#ports.outline(path, text), this.#ports.hash);
    const done = [...covered].map((symbol) => ({ symbol, hash: hashes.get(symbol) ?? "" }));
    const state: LongFileState = { version: 1, task, path, done, calls: this.#calls.slice(-agentLimits.maxKeptCalls) };
    return { done: covered.size, total: this.#requested.length, files, state };
  }

  #because(symbols: readonly string[], reason: Reason): void {
    for (const symbol of symbols) this.#reasons.set(symbol, reason);
  }

  #missing(symbol: string): MissingSymbol {
    const isThere = symbolsOf(this.#ports.outline(this.#task.path, this.#merged().text)).some(
      ({ path }) => path === symbol,
    );
    if (!isThere) return { symbol, code: "vanished", message: "The file does not declare it any more." };
    const known = this.#reasons.get(symbol) ?? this.#failure;
    if (known) return { symbol, code: known.code, message: known.message };
    return { symbol, code: "cancelled", message: "The task was stopped before it was asked for." };
  }

  #read(path: string | undefined): string {
    return path === undefined ? "" : (this.#ports.project.read(path) ?? "");
  }
}

const droppedBecause: Record<Merged["dropped"][number]["code"], string> = {
  changed: "Its lines were changed by somebody else meanwhile.",
  "parse-worse": "Together with the other parts it breaks the file's syntax.",
};

const maxCallsAtOnce = agentLimits.maxPartsAtOnce * (agentLimits.maxRetries + 2);

function codeStays(path: string, before: string, after: string) {
  const lost = lostLine(before, after);
  if (lost === undefined) return undefined;
  const message = `Only comments may change, and “${lost.slice(0, 200)}” is gone from ${path}. Leave all code as it is.`;
  return { code: "code-changed" as const, path, message };
}
