/** Asks one endpoint in its turn, again after a passing failure as long as nothing was said, and keeps the accounts. */
import { promptContext } from "../../shared/models/prompt-context.ts";
import { promptWindow } from "../../shared/models/prompt-window.ts";
import { scrubTokens } from "../../shared/models/scrub-tokens.ts";
import type { Clock } from "../ports.ts";
import type { Say } from "./answer-reader.ts";
import { type CallPorts, callEndpoint } from "./call-endpoint.ts";
import type { ChatPrompt, CompletionPrompt, ModelCall, Prompt } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import { type EndpointState, targetOf } from "./endpoint-state.ts";
import { failure, type InferenceFailure } from "./failure.ts";
import type { QueueGroup, Turn } from "./fair-queue.ts";
import { inferenceLimits } from "./limits.ts";
import { type Account, CallAccount, type Outcome } from "./meter.ts";
import { modelInfo } from "./model-settings.ts";
import type { Route } from "./routing-table.ts";
import { answerTokens, charsPerToken, promptChars } from "./tokens.ts";

export type AttemptEnd =
  | {
      type: "done";
      reason: "stop" | "length" | "cancelled";
      state: EndpointState;
      account: Account;
      calls?: readonly ModelCall[] | undefined;
    }
  /** `begun`: something of the answer was said before. */
  | { type: "failed"; failure: InferenceFailure; begun: boolean };

/** A conversation that is written for as many characters as there is room for; undefined when it cannot be. */
export interface Conversation {
  compose(maxChars: number, takesTools: boolean): ChatPrompt | undefined;
}

export interface AttemptOptions {
  prompt: CompletionPrompt | Conversation;
  route: Route;
  /** When the first byte must have come, on the clock. */
  deadlineMs: number;
  /** In whose name: users are served in turn. */
  user: string;
  group: QueueGroup;
  /** Hears of all tokens that a call used, whether or not it was heard. */
  spend(tokens: number): void;
  /** Hears how many are served before, when it must wait. */
  onWait?: ((ahead: number) => void) | undefined;
}

/** Waits for a turn at the endpoint, asks it, and says what it answers. */
export async function attempt(
  ports: CallPorts,
  state: EndpointState,
  options: AttemptOptions,
  signal: AbortSignal,
  say: Say,
): Promise<AttemptEnd> {
  const { clock } = ports;
  const turn = await waitForTurn(clock, state, options, signal);
  if (turn === "cancelled") {
    return { type: "done", reason: "cancelled", state, account: new CallAccount(clock.now(), 0) };
  }
  if (turn === "full") {
    state.meter.add("queue-full", new CallAccount(clock.now(), 0));
    const { endpoint } = modelInfo(state.endpoint);
    return {
      type: "failed",
      failure: failure("queue-full", endpoint, `${state.queue.waiting} others wait`),
      begun: false,
    };
  }
  try {
    return await ask(ports, state, options, signal, say);
  } finally {
    turn.release();
  }
}

/** Whose turn comes after the first byte was due has waited in vain. */
async function waitForTurn(
  clock: Clock,
  { queue }: EndpointState,
  { user, group, deadlineMs, onWait }: AttemptOptions,
  signal: AbortSignal,
): Promise<Turn> {
  if (queue.isFree(group)) return queue.enter(user, group, signal);
  const late = new AbortController();
  const stop = clock.after(Math.max(0, deadlineMs - clock.now()), () => late.abort());
  const entered = queue.enter(user, group, AbortSignal.any([signal, late.signal]));
  if (entered instanceof Promise) onWait?.(queue.ahead(user, group));
  const turn = await entered;
  stop();
  return turn === "cancelled" && !signal.aborted ? "full" : turn;
}

/** Ends of calls whose prompt was read. */
const answers: readonly Outcome[] = ["stop", "length", "cancelled"];

async function ask(
  ports: CallPorts,
  state: EndpointState,
  { prompt, route, deadlineMs, spend }: AttemptOptions,
  signal: AbortSignal,
  say: Say,
): Promise<AttemptEnd> {
  const { clock } = ports;
  const { meter, circuit, endpoint } = state;
  const cut = cutPrompt(prompt, state, route);
  if (!cut) {
    const tooLarge = failure("context", modelInfo(endpoint).endpoint);
    return { type: "failed", failure: tooLarge, begun: false };
  }
  const maxTokens = answerTokens(route.maxTokens, state.capabilities.contextTokens);
  const sampling = { temperature: route.temperature, maxTokens };
  for (let tries = 0; ; tries++) {
    const account = new CallAccount(clock.now(), promptChars(cut));
    const heard = (text: string): void => {
      account.heard(clock.now(), text);
      say(text);
    };
    const firstByteMs = Math.max(0, deadlineMs - clock.now());
    const { idleMs, totalMs } = route;
    const call = { target: targetOf(state), sampling, firstByteMs, idleMs, totalMs };
    const end = await callEndpoint(ports, endpoint, cut, call, signal, heard);
    const outcome = end.type === "done" ? end.reason : end.failure.code;
    // Nobody hears them, but they are of the answer.
    if (end.type === "done" && end.calls) account.heard(clock.now(), JSON.stringify(end.calls));
    account.end(clock.now(), end.type === "done" ? end.usage : undefined, answers.includes(outcome));
    meter.add(outcome, account);
    spend(account.usage.promptTokens + account.usage.completionTokens);
    if (end.type === "done") {
      if (end.reason !== "cancelled") circuit.succeeded();
      return { type: "done", reason: end.reason, state, account, calls: end.calls };
    }
    circuit.failed(end.retryAfterMs);
    meter.failed(end.failure, clock.now());
    const again =
      tries < route.retries &&
      end.passing &&
      !account.begun &&
      circuit.waitMs() === 0 &&
      clock.now() + inferenceLimits.retryDelayMs < deadlineMs;
    if (!again) return { type: "failed", failure: end.failure, begun: account.begun };
    await pause(clock, inferenceLimits.retryDelayMs, signal);
  }
}

/** What of the prompt this endpoint is sent: within our limits and its own context window; undefined when that is too small. */
function cutPrompt(prompt: CompletionPrompt | Conversation, state: EndpointState, route: Route): Prompt | undefined {
  if ("compose" in prompt) {
    const room = Math.min(inferenceLimits.maxConversationChars, roomFor(route, state));
    return prompt.compose(room, takesTools(state));
  }
  const { maxPromptPrefixChars, maxPromptSuffixChars, maxContextChars } = inferenceLimits;
  const most = maxPromptPrefixChars + maxPromptSuffixChars + maxContextChars;
  const share = Math.min(1, Math.max(0, roomFor(route, state) / most));
  const chars = (limit: number): number => Math.floor(limit * share);
  return {
    path: scrubTokens(prompt.path),
    ...promptWindow(prompt.prefix, prompt.suffix, {
      prefix: chars(maxPromptPrefixChars),
      suffix: chars(maxPromptSuffixChars),
    }),
    context: promptContext(prompt.context ?? [], chars(maxContextChars)),
  };
}

function takesTools({ endpoint }: EndpointState): boolean {
  return endpoint.tools && dialects[endpoint.dialect].chat.takesTools;
}

/** Characters of a prompt that the endpoint's window leaves beside the answer. */
function roomFor({ maxTokens }: Route, { capabilities: { contextTokens } }: EndpointState): number {
  if (contextTokens === undefined) return Number.POSITIVE_INFINITY;
  const left = contextTokens - answerTokens(maxTokens, contextTokens) - inferenceLimits.maxFrameTokens;
  return left * charsPerToken;
}

function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const stop = clock.after(delayMs, end);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });
}
