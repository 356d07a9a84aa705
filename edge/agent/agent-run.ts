/** One run of the agent at work: carries out what `shared/agent/loop` decides, and tells the browser that holds it. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { type Dial, mayAssist, permissionsFor } from "../../shared/access/dial.ts";
import { effectOf } from "../../shared/agent/loop/approval.ts";
import { agentMessages } from "../../shared/agent/loop/messages.ts";
import { readCalls } from "../../shared/agent/loop/read-calls.ts";
import {
  type Answer,
  deadlineOf,
  type RunEffect,
  type RunEvent,
  type RunOrder,
  type RunState,
  startRun,
  step,
} from "../../shared/agent/loop/run.ts";
import { pathsOf, type ToolCall } from "../../shared/agent/loop/tools.ts";
import { costOf } from "../../shared/agent/loop/transcript.ts";
import { assertNever } from "../../shared/lib/assert-never.ts";
import type { AgentEvent, AgentServerFrame } from "../../shared/protocol/agent.ts";
import type { AgentInference, InferenceEnd } from "../inference/inference.ts";
import type { Sender } from "../inference/question.ts";
import type { Clock } from "../ports.ts";
import { agentDeskLimits } from "./limits.ts";
import type { RemoteTools } from "./mcp/remote-tools.ts";
import { toolSpecChars, toolSpecs } from "./tool-specs.ts";

/** In whose name a run works. */
export interface AgentPerson {
  id: string;
  /** The workspace's dial; undefined for those who may not have an agent there (any more). */
  enter(workspace: string): Promise<Dial | undefined>;
  senderOf(workspace: string): Sender;
}

export interface AgentRunPorts {
  inference: AgentInference;
  clock: Clock;
  /** Tools of other servers, where the owner has named some. */
  remote?: RemoteTools | undefined;
}

/** The browser that holds the run. */
export type Listener = (frame: AgentServerFrame) => void;

export class AgentRun {
  readonly order: RunOrder;
  private readonly ports: AgentRunPorts;
  readonly person: AgentPerson;
  private readonly onEnd: () => void;
  private state: RunState;
  private listener: Listener | undefined;
  /** Of what is under way; replaced by the next. */
  private work = new AbortController();
  private partial = "";
  private remoteTools: readonly { label: string; text: string }[] | undefined;
  /** The call that was handed to the browser last. */
  private handed: string | undefined;
  private stopDeadline: () => void = () => undefined;
  private stopGrace: () => void = () => undefined;

  constructor(ports: AgentRunPorts, person: AgentPerson, order: RunOrder, onEnd: () => void) {
    this.ports = ports;
    this.person = person;
    this.order = order;
    this.onEnd = onEnd;
    this.state = startRun(order, ports.clock.now()).state;
  }

  start(listener: Listener): void {
    this.listener = listener;
    this.watchDeadline();
    this.carryOut({ type: "ask-model" });
  }

  get isOver(): boolean {
    return this.state.phase.kind === "ended";
  }

  /** Tells `listener` what it does not know yet; the one before hears nothing any more. */
  attach(listener: Listener, from: number): void {
    this.stopGrace();
    if (this.listener !== listener) this.send({ kind: "moved" });
    this.listener = listener;
    const { phase, steps } = this.state;
    for (const [offset, each] of steps.slice(from).entries()) {
      this.send({ kind: "step", index: Math.min(from, steps.length) + offset, step: each });
    }
    this.tellPhase();
    if (phase.kind === "model" && this.partial) this.send({ kind: "delta", text: this.partial });
    if (phase.kind === "tool") this.handOver(phase.call);
  }

  /** The connection of `listener` is gone; the run waits a while for it to come back. */
  detach(listener: Listener): void {
    if (this.listener !== listener) return;
    this.listener = undefined;
    if (this.isOver) return;
    this.stopGrace = this.ports.clock.after(agentDeskLimits.graceMs, () =>
      this.tell({ type: "end", reason: "lost", message: "The browser did not come back." }),
    );
  }

  /** False when the event fits nothing that the run waits for. */
  tell(event: RunEvent): boolean {
    const before = this.state;
    const { state, effects } = step(before, event, { nowMs: this.ports.clock.now(), hash: hashOf });
    if (state === before) return false;
    this.state = state;
    if (event.type === "answered") this.partial = "";
    // First of all: nothing may wait for what the browser does with the news.
    for (const effect of effects) if (effect.type === "call-off") this.work.abort();
    for (let index = before.steps.length; index < state.steps.length; index++) {
      const each = state.steps[index];
      if (each) this.send({ kind: "step", index, step: each });
    }
    this.tellPhase();
    this.watchDeadline();
    for (const effect of effects) this.carryOut(effect);
    if (this.isOver) this.end();
    return true;
  }

  private end(): void {
    this.stopDeadline();
    this.stopGrace();
    this.onEnd();
  }

  private tellPhase(): void {
    const { phase, steps } = this.state;
    if (phase.kind === "approval") {
      const { call, hash } = phase;
      this.send({ kind: "approval", call, effect: effectOf(call), hash });
    } else if (phase.kind === "ended") {
      const { reason, message } = phase;
      const { tokens, cost } = costOf(steps);
      this.send({ kind: "finished", reason, message, tokens, ...(cost === undefined ? {} : { cost }) });
    }
  }

  private watchDeadline(): void {
    this.stopDeadline();
    if (this.isOver) return;
    const waitMs = Math.max(0, deadlineOf(this.state) - this.ports.clock.now());
    this.stopDeadline = this.ports.clock.after(waitMs, () => this.tell({ type: "time" }));
  }

  private carryOut(effect: RunEffect): void {
    switch (effect.type) {
      case "call-off":
        break;
      case "ask-model":
        void this.under((dial, signal) => this.ask(dial, signal));
        break;
      case "execute":
        void this.under((dial, signal) => this.execute(dial, effect.call, signal));
        break;
      default:
        assertNever(effect);
    }
  }

  /** Does the next piece of work if the person may still have it done. Never rejects. */
  private async under(work: (dial: Dial, signal: AbortSignal) => void | Promise<void>): Promise<void> {
    this.work = new AbortController();
    const { signal } = this.work;
    try {
      const dial = await this.person.enter(this.order.workspace);
      if (signal.aborted) return;
      if (dial && mayAssist(dial, "agent", "")) await work(dial, signal);
      else this.tell({ type: "end", reason: "forbidden", message: "The agent is not allowed in this workspace." });
    } catch (error) {
      if (signal.aborted) return;
      const detail = error instanceof Error ? error.message : String(error);
      this.tell({ type: "end", reason: "failed", message: `The server could not go on: ${detail}` });
    }
  }

  private async ask(dial: Dial, signal: AbortSignal): Promise<void> {
    const { model, workspace, context, tools } = this.order;
    const specs = tools ? toolSpecs.filter(({ name }) => tools.some((tool) => tool === name)) : toolSpecs;
    // A dial that was turned meanwhile takes its files out of the question too.
    const allowed = context.filter(({ path }) => path === undefined || mayAssist(dial, "agent", path));
    const elsewhere = await this.describeRemote(signal);
    if (signal.aborted) return;
    const state = { ...this.state, order: { ...this.order, context: [...elsewhere, ...allowed] } };
    const end = await this.ports.inference.converse(
      {
        model,
        dial: permissionsFor(dial, ""),
        sender: this.person.senderOf(workspace),
        compose(texts, maxChars, takesTools) {
          const room = maxChars - (takesTools ? toolSpecChars : 0);
          const messages = agentMessages(state, { texts, maxChars: room, native: takesTools });
          return messages && { messages, tools: takesTools ? specs : undefined };
        },
      },
      signal,
      (text) => this.hear(text, signal),
    );
    if (signal.aborted) return;
    if (end.type === "failed") this.tell({ type: "failed", message: end.failure.message });
    else this.tell({ type: "answered", answer: answerOf(end, this.partial) });
  }

  private async describeRemote(signal: AbortSignal): Promise<readonly { label: string; text: string }[]> {
    const { remote } = this.ports;
    if (!remote || !this.order.tools?.includes("remote")) return [];
    this.remoteTools ??= await remote.describe(signal);
    return this.remoteTools;
  }

  private hear(text: string, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.partial += text;
    this.send({ kind: "delta", text });
  }

  private async execute(dial: Dial, call: ToolCall, signal: AbortSignal): Promise<void> {
    if (call.tool === "remote" && this.ports.remote) {
      const { server, tool, arguments: given } = call.arguments;
      const result = await this.ports.remote.call(server, tool, given, signal);
      if (!signal.aborted) this.tell({ type: "result", call: call.id, result });
      return;
    }
    const forbidden = pathsOf(call).find((path) => !mayAssist(dial, "agent", path));
    if (forbidden === undefined) return this.handOver(call);
    const text = `The person who owns this workspace keeps the agent out of ${forbidden.slice(0, 200)}.`;
    this.tell({ type: "result", call: call.id, result: { ok: false, code: "dial", text } });
  }

  /** Without a browser it waits for one. */
  private handOver(call: ToolCall): void {
    // The edge's own, or there is nobody to hand it to.
    if (!this.listener || call.tool === "remote") return;
    const again = this.handed === call.id;
    this.handed = call.id;
    this.listener({ type: "agent-tool", run: this.order.id, call, again });
  }

  private send(event: AgentEvent): void {
    this.listener?.({ type: "agent-event", run: this.order.id, event });
  }
}

function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Calls of the model's own, else those that it wrote in words. */
function answerOf(end: Extract<InferenceEnd, { type: "done" }>, text: string): Answer {
  const { model, endpoint, tokens, cost } = end;
  const common = { text, model, endpoint, tokens, cost };
  if (end.calls?.length) return { ...common, calls: end.calls };
  const read = readCalls(text);
  if ("problem" in read) return { ...common, calls: [], problem: read.problem };
  if (!read.calls.length && end.reason === "length") {
    return { ...common, calls: [], problem: "The answer is cut off. Write less at once." };
  }
  return { ...common, calls: read.calls };
}
