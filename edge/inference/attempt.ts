/** Asks one endpoint in its turn, again after a passing failure as long as nothing was said, and keeps the accounts. */
import { promptContext } from "../../shared/models/prompt-context.ts";
import { promptWindow } from "../../shared/models/prompt-window.ts";
import { scrubTokens } from "../../shared/models/scrub-tokens.ts";
import type { Clock } from "../ports.ts";
import { type CallEvent, type CallPorts, callEndpoint } from "./call-endpoint.ts";
import type { CompletionPrompt, TokenUsage } from "./dialects/dialect.ts";
import { type EndpointState, targetOf } from "./endpoint-state.ts";
import { failure, type InferenceFailure } from "./failure.ts";
import type { Turn } from "./fair-queue.ts";
import { inferenceLimits } from "./limits.ts";
import { type Account, CallAccount, type Outcome } from "./meter.ts";
import { modelInfo } from "./model-settings.ts";
import type { Route } from "./routing-table.ts";
import { charsPerToken, promptChars } from "./tokens.ts";

export type AttemptEvent =
  | { type: "text"; text: string }
  | { type: "done"; reason: "stop" | "length" | "cancelled"; state: EndpointState; account: Account }
  /** `begun`: something of the answer was said before. */
  | { type: "failed"; failure: InferenceFailure; begun: boolean };

export interface AttemptOptions {
  prompt: CompletionPrompt;
  route: Route;
  /** When the first byte must have come, on the clock. */
  deadlineMs: number;
  /** In whose name: users are served in turn. */
  user: string;
  /** Hears of all tokens that a call used, whether or not it was heard. */
  spend(tokens: number): void;
}

/** Waits for a turn at the endpoint and asks it. */
export async function* attempt(
  ports: CallPorts,
  state: EndpointState,
  options: AttemptOptions,
  signal: AbortSignal,
): AsyncGenerator<AttemptEvent, void, undefined> {
  const { clock } = ports;
  const turn = await waitForTurn(clock, state, options, signal);
  if (turn === "cancelled") {
    return yield { type: "done", reason: "cancelled", state, account: new CallAccount(clock.now(), 0) };
  }
  if (turn === "full") {
    const detail = `${state.queue.waiting} others wait`;
    state.meter.add("queue-full", new CallAccount(clock.now(), 0));
    return yield {
      type: "failed",
      failure: failure("queue-full", modelInfo(state.endpoint).endpoint, detail),
      begun: false,
    };
  }
  try {
    yield* ask(ports, state, options, signal);
  } finally {
    turn.release();
  }
}

/** Whose turn comes after the first byte was due has waited in vain. */
async function waitForTurn(
  clock: Clock,
  { queue }: EndpointState,
  { user, deadlineMs }: AttemptOptions,
  signal: AbortSignal,
): Promise<Turn> {
  if (queue.free) return queue.enter(user, signal);
  const late = new AbortController();
  const stop = clock.after(Math.max(0, deadlineMs - clock.now()), () => late.abort());
  const turn = await queue.enter(user, AbortSignal.any([signal, late.signal]));
  stop();
  return turn === "cancelled" && !signal.aborted ? "full" : turn;
}

/** Ends of calls whose prompt was read. */
const answers: readonly Outcome[] = ["stop", "length", "cancelled"];

async function* ask(
  ports: CallPorts,
  state: EndpointState,
  { prompt, route, deadlineMs, spend }: AttemptOptions,
  signal: AbortSignal,
): AsyncGenerator<AttemptEvent, void, undefined> {
  const { clock } = ports;
  const cut = cutPrompt(prompt, state, route);
  for (let tries = 0; ; tries++) {
    const account = new CallAccount(clock.now(), promptChars(cut));
    const end = (outcome: Outcome, usage?: TokenUsage): void => {
      if (!account.end(clock.now(), usage, answers.includes(outcome))) return;
      state.meter.add(outcome, account);
      spend(account.usage.promptTokens + account.usage.completionTokens);
    };
    let failed: Extract<CallEvent, { type: "failed" }> | undefined;
    const call = {
      target: targetOf(state),
      sampling: { temperature: route.temperature, maxTokens: route.maxTokens },
      firstByteMs: Math.max(0, deadlineMs - clock.now()),
      idleMs: route.idleMs,
      totalMs: route.totalMs,
    };
    try {
      for await (const event of callEndpoint(ports, state.endpoint, cut, call, signal)) {
        if (event.type === "text") {
          account.heard(clock.now(), event.text);
          yield event;
        } else if (event.type === "failed") {
          failed = event;
          end(event.failure.code);
        } else {
          end(event.reason, event.usage);
          if (event.reason !== "cancelled") state.circuit.succeeded();
          return yield { type: "done", reason: event.reason, state, account };
        }
      }
    } finally {
      // Whoever listened has gone: what was said so far was paid for.
      end("cancelled");
    }
    if (!failed) return;
    state.circuit.failed(failed.retryAfterMs);
    const again =
      tries < route.retries &&
      failed.passing &&
      !account.begun &&
      state.circuit.waitMs() === 0 &&
      clock.now() + inferenceLimits.retryDelayMs < deadlineMs;
    if (!again) return yield { type: "failed", failure: failed.failure, begun: account.begun };
    await pause(clock, inferenceLimits.retryDelayMs, signal);
  }
}

/** What of the prompt this endpoint is sent: within our limits and its own context window. */
function cutPrompt(prompt: CompletionPrompt, { capabilities }: EndpointState, route: Route): CompletionPrompt {
  const { maxPromptPrefixChars, maxPromptSuffixChars, maxContextChars } = inferenceLimits;
  const most = maxPromptPrefixChars + maxPromptSuffixChars + maxContextChars;
  const room = ((capabilities.contextTokens ?? most) - route.maxTokens) * charsPerToken;
  const share = Math.min(1, Math.max(0, room / most));
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

function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = clock.after(delayMs, resolve);
    const called = (): void => {
      stop();
      resolve();
    };
    if (signal.aborted) called();
    else signal.addEventListener("abort", called, { once: true });
  });
}
