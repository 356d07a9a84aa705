/**
 * One run of the agent as data: what is known of it, and what an event makes of that. Without I/O: whoever drives it carries
 * out the effects and tells what came of them, so that a run can be stored between any two events and gone on with later.
 */
import { assertNever } from "../../lib/assert-never.ts";
import { type ApprovalSettings, approvalHash, effectOf, needsApproval } from "./approval.ts";
import { canonicalJson } from "./canonical-json.ts";
import { loopLimits } from "./limits.ts";
import { readCall, type ToolCall, type ToolName, type WrittenCall } from "./tools.ts";
import type { EndReason, Step, ToolResult } from "./transcript.ts";

export interface RunOrder {
  id: string;
  workspace: string;
  /** In the person's words. */
  request: string;
  language: "en" | "zh-CN";
  settings: ApprovalSettings;
  /** What helps: rules, open files, problems; the most helpful first. */
  context: readonly { label: string; text: string; path?: string | undefined }[];
  /** Id of the model that the person chose. */
  model?: string | undefined;
  /** The tools that there are for this run; all when left out. */
  tools?: readonly ToolName[] | undefined;
}

export type Phase =
  | { kind: "model" }
  | { kind: "approval"; call: ToolCall; hash: string }
  | { kind: "tool"; call: ToolCall }
  | { kind: "ended"; reason: EndReason; message: string };

export interface RunState {
  order: RunOrder;
  phase: Phase;
  /** Calls of the last answer that wait for their turn. */
  queue: readonly ToolCall[];
  steps: readonly Step[];
  /** Calls and answers so far. */
  calls: number;
  answers: number;
  uselessAnswers: number;
  /** How often each call was made since something changed. */
  repeated: Readonly<Record<string, number>>;
  diffChars: number;
  /** Time worked before the phase that lasts, and when that began. */
  workedMs: number;
  sinceMs: number;
}

export interface Answer {
  text: string;
  calls: readonly WrittenCall[];
  /** What is wrong with the answer, for the model. */
  problem?: string | undefined;
  model: string;
  endpoint: string;
  tokens: number;
  cost?: number | undefined;
}

export type RunEvent =
  | { type: "answered"; answer: Answer }
  /** No model answered. */
  | { type: "failed"; message: string }
  | { type: "approve"; hash: string }
  | { type: "refuse"; hash: string }
  | { type: "result"; call: string; result: ToolResult }
  | { type: "stop" }
  /** The clock may have passed the deadline. */
  | { type: "time" }
  | { type: "end"; reason: EndReason; message: string };

export type RunEffect =
  | { type: "ask-model" }
  | { type: "execute"; call: ToolCall }
  /** What is under way, the model or a tool, is called off. */
  | { type: "call-off" };

export interface RunPorts {
  nowMs: number;
  /** SHA-256 in hexadecimal. */
  hash(text: string): string;
}

export interface Stepped {
  state: RunState;
  effects: readonly RunEffect[];
}

export function startRun(order: RunOrder, nowMs: number): Stepped {
  const state: RunState = {
    order,
    phase: { kind: "model" },
    queue: [],
    steps: [],
    calls: 0,
    answers: 0,
    uselessAnswers: 0,
    repeated: {},
    diffChars: 0,
    workedMs: 0,
    sinceMs: nowMs,
  };
  return { state, effects: [{ type: "ask-model" }] };
}

/** When the run ends by itself if nothing happens before. */
export function deadlineOf({ phase, workedMs, sinceMs }: RunState): number {
  if (phase.kind === "approval") return sinceMs + loopLimits.maxApprovalMs;
  return sinceMs + loopLimits.maxWorkMs - workedMs;
}

/** An event that does not fit the phase, such as an approval of something else, changes nothing. */
export function step(before: RunState, event: RunEvent, ports: RunPorts): Stepped {
  const state = withTime(before, ports.nowMs);
  const { phase } = state;
  if (phase.kind === "ended") return { state: before, effects: [] };
  if (ports.nowMs >= deadlineOf(before)) {
    const whose = phase.kind === "approval" ? "Nobody decided in time." : "The time of a run is used up.";
    return ended(state, "time", whose, ports);
  }
  switch (event.type) {
    case "answered":
      return phase.kind === "model" ? answered(state, event.answer, ports) : unchanged(before);
    case "failed":
      return phase.kind === "model" ? ended(state, "failed", event.message, ports) : unchanged(before);
    case "approve":
    case "refuse":
      if (phase.kind !== "approval" || phase.hash !== event.hash) return unchanged(before);
      return decided(state, phase, event.type === "approve", ports);
    case "result":
      if (phase.kind !== "tool" || phase.call.id !== event.call) return unchanged(before);
      return executed(state, phase.call, event.result, ports);
    case "stop":
      return ended(state, "stopped", "It was stopped.", ports);
    case "end":
      return ended(state, event.reason, event.message, ports);
    case "time":
      return unchanged(before);
    default:
      return assertNever(event);
  }
}

function unchanged(state: RunState): Stepped {
  return { state, effects: [] };
}

function withTime(state: RunState, nowMs: number): RunState {
  const worked = state.phase.kind === "approval" ? 0 : Math.max(0, nowMs - state.sinceMs);
  return { ...state, workedMs: state.workedMs + worked, sinceMs: nowMs };
}

function answered(state: RunState, answer: Answer, ports: RunPorts): Stepped {
  const { text, calls, problem, model, endpoint, tokens, cost } = answer;
  const written = calls.map(({ name, arguments: given }) => ({
    name: name.slice(0, 1_024),
    arguments: (typeof given === "string" ? given : canonicalJson(given ?? {})).slice(0, 524_288),
  }));
  const said: Step = {
    kind: "said",
    atMs: ports.nowMs,
    text: text.slice(0, 262_144),
    calls: written,
    model: model.slice(0, 1_024),
    endpoint: endpoint.slice(0, 1_024),
    tokens,
    ...(cost === undefined ? {} : { cost }),
  };
  const answers = state.answers + 1;
  const next = { ...state, answers, steps: [...state.steps, said] };
  if (!calls.length) {
    if (problem === undefined && text.trim() !== "") return ended(next, "done", "", ports);
    return useless(next, problem ?? "The answer is empty.", ports);
  }
  const read = readAll(next, calls, ports);
  const queued = read.queue.length > 0;
  if (!queued && read.uselessAnswers >= loopLimits.maxUselessAnswers) return gaveUp(read, ports);
  return goOn(read, ports);
}

/** Calls that cannot be are answered at once; the others wait for their turn. */
function readAll(state: RunState, written: readonly WrittenCall[], ports: RunPorts): RunState {
  const queue: ToolCall[] = [];
  const steps = [...state.steps];
  written.forEach((each, index) => {
    const id = `${state.answers}.${index + 1}`;
    const refuse = (code: "bad-arguments" | "unknown-tool" | "bad-path" | "secret", text: string) =>
      steps.push({ kind: "result", atMs: ports.nowMs, call: id, result: { ok: false, code, text } });
    if (index >= loopLimits.maxCallsAnAnswer) {
      refuse("bad-arguments", `An answer asks for at most ${loopLimits.maxCallsAnAnswer} calls: ask again.`);
      return;
    }
    const read = readCall(id, each, state.order.tools);
    if (read.ok) queue.push(read.value);
    else refuse(read.code, read.message);
  });
  const uselessAnswers = queue.length ? 0 : state.uselessAnswers + 1;
  return { ...state, queue, steps, uselessAnswers, calls: state.calls + written.length - queue.length };
}

/** The model hears what was wrong, some times. */
function useless(state: RunState, problem: string, ports: RunPorts): Stepped {
  const uselessAnswers = state.uselessAnswers + 1;
  const result: ToolResult = { ok: false, code: "bad-arguments", text: problem };
  const heard = noted({ ...state, uselessAnswers }, `${state.answers}.1`, result, ports);
  if (uselessAnswers >= loopLimits.maxUselessAnswers) return gaveUp(heard, ports);
  return goOn(heard, ports);
}

function gaveUp(state: RunState, ports: RunPorts): Stepped {
  return ended(state, "useless", "The model gave no answer that can be used.", ports);
}

/** The next call of the answer, or the next question to the model. */
function goOn(state: RunState, ports: RunPorts): Stepped {
  const [call, ...queue] = state.queue;
  const isFull = call ? state.calls >= loopLimits.maxSteps : state.answers >= loopLimits.maxSteps;
  if (isFull || state.calls > loopLimits.maxSteps) {
    return ended(state, "steps", `A run takes at most ${loopLimits.maxSteps} steps.`, ports);
  }
  if (!call) return { state: { ...state, phase: { kind: "model" } }, effects: [{ type: "ask-model" }] };
  const made: Step = { kind: "call", atMs: ports.nowMs, call, effect: effectOf(call) };
  const key = ports.hash(canonicalJson([call.tool, call.arguments]));
  const times = (state.repeated[key] ?? 0) + 1;
  const next = {
    ...state,
    queue,
    calls: state.calls + 1,
    steps: [...state.steps, made],
    repeated: { ...state.repeated, [key]: times },
  };
  if (times >= loopLimits.maxSameCalls) {
    return ended(next, "loop", `The model made the same call ${times} times and changed nothing in between.`, ports);
  }
  if (next.diffChars + writtenChars(call) > loopLimits.maxDiffChars) return tooMuch(next, ports);
  if (!needsApproval(call, state.order.settings)) return execute(next, call);
  return askForApproval(next, call, ports);
}

function askForApproval(state: RunState, call: ToolCall, ports: RunPorts): Stepped {
  const hash = approvalHash(state.order.id, call, ports.hash);
  const asked: Step = { kind: "approval", atMs: ports.nowMs, call: call.id, hash, answer: "asked" };
  return {
    state: { ...state, steps: [...state.steps, asked], phase: { kind: "approval", call, hash } },
    effects: [],
  };
}

function execute(state: RunState, call: ToolCall): Stepped {
  return { state: { ...state, phase: { kind: "tool", call } }, effects: [{ type: "execute", call }] };
}

function decided(
  state: RunState,
  { call, hash }: Extract<Phase, { kind: "approval" }>,
  isApproved: boolean,
  ports: RunPorts,
): Stepped {
  const answer = isApproved ? "approved" : "refused";
  const decision: Step = { kind: "approval", atMs: ports.nowMs, call: call.id, hash, answer };
  const next = { ...state, steps: [...state.steps, decision] };
  if (isApproved) return execute(next, call);
  const text = "The person refused this call. Do not ask for it again in another form.";
  return goOn(noted(next, call.id, { ok: false, code: "refused", text }, ports), ports);
}

function executed(state: RunState, call: ToolCall, result: ToolResult, ports: RunPorts): Stepped {
  // The tab where the yes was given is gone: it is asked for anew.
  if (!result.ok && result.code === "unapproved" && needsApproval(call, state.order.settings)) {
    return askForApproval(state, call, ports);
  }
  const next = noted(state, call.id, result, ports);
  if (!result.ok || !result.changes.length) return goOn(next, ports);
  const chars = result.changes.reduce((sum, change) => sum + change.chars, 0);
  const changed = { ...next, repeated: {}, diffChars: next.diffChars + chars };
  return changed.diffChars > loopLimits.maxDiffChars ? tooMuch(changed, ports) : goOn(changed, ports);
}

function noted(state: RunState, call: string, result: ToolResult, { nowMs: atMs }: RunPorts): RunState {
  return { ...state, steps: [...state.steps, { kind: "result", atMs, call, result }] };
}

function tooMuch(state: RunState, ports: RunPorts): Stepped {
  return ended(state, "diff", `A run changes at most ${loopLimits.maxDiffChars} characters.`, ports);
}

/** Characters that an edit puts in for certain. */
function writtenChars(call: ToolCall): number {
  if (call.tool !== "edit") return 0;
  return call.arguments.edits.reduce((sum, edit) => {
    if ("content" in edit) return sum + edit.content.length;
    return "replace" in edit ? sum + edit.replace.length : sum;
  }, 0);
}

function ended(state: RunState, reason: EndReason, said: string, ports: RunPorts): Stepped {
  const message = said.slice(0, loopLimits.maxReasonChars);
  const { kind } = state.phase;
  const end: Step = { kind: "ended", atMs: ports.nowMs, reason, message };
  return {
    state: { ...state, queue: [], phase: { kind: "ended", reason, message }, steps: [...state.steps, end] },
    effects: kind === "model" || kind === "tool" ? [{ type: "call-off" }] : [],
  };
}
