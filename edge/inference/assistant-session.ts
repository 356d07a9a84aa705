/** One connection of the assistant socket without its transport: frames in, frames out, one completion and a few questions at a time. */
import * as v from "valibot";
import { assertNever } from "../../shared/lib/assert-never.ts";
import { type AgentClientFrame, type AgentServerFrame, agentClientSchema } from "../../shared/protocol/agent.ts";
import {
  type AssistantClientFrame,
  type AssistantServerFrame,
  assistantClientSchema,
} from "../../shared/protocol/assistant.ts";
import { type CloseCode, closeCodes } from "../../shared/protocol/close-codes.ts";
import { protocolVersion, wireLimits } from "../../shared/protocol/limits.ts";
import type { Clock } from "../ports.ts";
import type { Say } from "./answer-reader.ts";
import type { Inference, InferenceEnd } from "./inference.ts";
import { inferenceLimits } from "./limits.ts";

export interface AssistantSessionPorts {
  inference: Inference;
  clock: Clock;
  /** The agent's runs, for this connection; without it there is no agent here. */
  agent?(send: (frame: AgentServerFrame) => void): AgentSide;
  /** Sends one text frame. */
  send(text: string): void;
  /** Closes the socket; the host calls the session's `close` when it is gone. */
  closeSocket(code: CloseCode, reason: string): void;
}

/** What takes a connection's frames about runs of an agent. */
export interface AgentSide {
  /** False for a frame that fits nothing that a run waits for. */
  receive(frame: AgentClientFrame): boolean;
  left(): void;
}

export interface AssistantSession {
  /** Takes one text frame. Never throws. */
  receive(text: string): void;
  /** Ends what runs; call when the socket is closed. */
  close(): void;
}

type CompleteFrame = Extract<AssistantClientFrame, { type: "complete" }>;
type AskFrame = Extract<AssistantClientFrame, { type: "ask" }>;

interface Run {
  id: string;
  controller: AbortController;
}

export function createAssistantSession(ports: AssistantSessionPorts): AssistantSession {
  return new Session(ports);
}

class Session implements AssistantSession {
  private readonly ports: AssistantSessionPorts;
  private readonly stopHandshakeTimer: () => void;
  private stopListening: () => void = () => undefined;
  private greeted = false;
  private closed = false;
  private badFrames = 0;
  private completion: Run | undefined;
  private readonly asks = new Map<string, Run>();
  private readonly agent: AgentSide | undefined;

  constructor(ports: AssistantSessionPorts) {
    this.ports = ports;
    this.agent = ports.agent?.((frame) => this.send(frame));
    this.stopHandshakeTimer = ports.clock.after(wireLimits.handshakeTimeoutMs, () =>
      this.end(closeCodes.badFrame, "no hello within 10 s"),
    );
  }

  receive(text: string): void {
    if (this.closed) return;
    try {
      const frame = parseFrame(text);
      if (!this.greeted) this.greet(frame);
      else if (frame) this.handle(frame);
      else this.refuse();
    } catch (error) {
      this.send({ type: "error", code: "internal", message: sentenceOf(error) });
    }
  }

  close(): void {
    this.closed = true;
    this.stopHandshakeTimer();
    this.stopListening();
    this.completion?.controller.abort();
    for (const { controller } of this.asks.values()) controller.abort();
    this.agent?.left();
  }

  private greet(frame: ClientFrame | undefined): void {
    if (frame?.type !== "hello") {
      this.end(closeCodes.badFrame, "the first frame is hello");
    } else if (frame.protocol !== protocolVersion) {
      this.end(closeCodes.version, `the server speaks ${protocolVersion}, the client ${frame.protocol}`);
    } else {
      this.stopHandshakeTimer();
      this.greeted = true;
      const { inference } = this.ports;
      this.send({ type: "welcome", protocol: protocolVersion, models: inference.models() });
      // Rule AS4.
      const tell = () => this.send({ type: "models", models: inference.models() });
      this.stopListening = inference.onModels?.(tell) ?? this.stopListening;
    }
  }

  private handle(frame: ClientFrame): void {
    switch (frame.type) {
      case "hello":
        this.refuse();
        break;
      case "ping":
        this.send({ type: "pong", at: frame.at });
        break;
      case "cancel":
        if (this.completion?.id === frame.id) this.completion.controller.abort();
        this.asks.get(frame.id)?.controller.abort();
        break;
      case "ask":
        void this.ask(frame);
        break;
      case "complete":
        void this.complete(frame);
        break;
      case "agent-start":
      case "agent-result":
      case "agent-approve":
      case "agent-refuse":
      case "agent-stop":
      case "agent-resume":
        if (!this.agent?.receive(frame)) this.misfit(frame);
        break;
      default:
        assertNever(frame);
    }
  }

  /** Rule AS2: the newest completion calls off the one before. */
  private async complete(frame: CompleteFrame): Promise<void> {
    this.completion?.controller.abort();
    const run = { id: frame.id, controller: new AbortController() };
    this.completion = run;
    const { inference } = this.ports;
    await this.answer(run, (onWait, say) => inference.complete({ ...frame, onWait }, run.controller.signal, say));
    if (this.completion === run) this.completion = undefined;
  }

  /** Rule AS7: questions do not call each other off, but there is an end to how many are under way. */
  private async ask({ id, workspace, ask }: AskFrame): Promise<void> {
    if (this.asks.has(id)) return this.refuse();
    if (this.asks.size >= inferenceLimits.maxAsks) {
      const message = `${inferenceLimits.maxAsks} questions are under way already.`;
      return this.send({ type: "error", id, code: "queue-full", message });
    }
    const run = { id, controller: new AbortController() };
    this.asks.set(id, run);
    const { inference } = this.ports;
    await this.answer(run, (onWait, say) => inference.ask({ ask, workspace, onWait }, run.controller.signal, say));
    this.asks.delete(id);
  }

  /** Sends what comes of a request, and how it ended. */
  private async answer(
    { id, controller: { signal } }: Run,
    start: (onWait: (ahead: number) => void, say: Say) => Promise<InferenceEnd>,
  ): Promise<void> {
    try {
      const onWait = (ahead: number) => this.send({ type: "waiting", id, ahead });
      const end = await start(onWait, (text) => {
        if (!signal.aborted) this.send({ type: "delta", id, text });
      });
      if (end.type === "failed") {
        const { failure, quota } = end;
        this.send({ type: "error", id, ...failure, ...(quota && { quota }) });
      } else this.send({ ...end, id });
    } catch (error) {
      this.send({ type: "error", id, code: "internal", message: sentenceOf(error) });
    }
  }

  /** Rule AG4: late, or about what is not asked; no breach of the protocol. */
  private misfit({ run, type }: AgentClientFrame): void {
    this.send({ type: "error", id: run, code: "agent", message: `No run waits for this ${type}.` });
  }

  private refuse(): void {
    this.send({ type: "error", code: "bad-frame", message: "This frame breaks the protocol." });
    this.badFrames++;
    if (this.badFrames >= wireLimits.maxBadFrames) this.end(closeCodes.badFrame, "too many bad frames");
  }

  private send(frame: AssistantServerFrame | AgentServerFrame): void {
    if (!this.closed) this.ports.send(JSON.stringify(frame));
  }

  private end(code: CloseCode, reason: string): void {
    if (this.closed) return;
    this.close();
    this.ports.closeSocket(code, reason);
  }
}

const clientSchema = v.variant("type", [assistantClientSchema, agentClientSchema]);
type ClientFrame = AssistantClientFrame | AgentClientFrame;

function parseFrame(text: string): ClientFrame | undefined {
  try {
    const parsed = v.safeParse(clientSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Not JSON: the same answer as a frame of the wrong shape.
    return undefined;
  }
}

function sentenceOf(error: unknown): string {
  return `The server could not do this: ${error instanceof Error ? error.message : String(error)}`.slice(0, 1_024);
}
