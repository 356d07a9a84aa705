/** One connection of the assistant socket without its transport: frames in, frames out, one completion at a time. */
import * as v from "valibot";
import { assertNever } from "../../shared/lib/assert-never.ts";
import {
  type AssistantClientFrame,
  type AssistantServerFrame,
  assistantClientSchema,
} from "../../shared/protocol/assistant.ts";
import { type CloseCode, closeCodes } from "../../shared/protocol/close-codes.ts";
import { protocolVersion, wireLimits } from "../../shared/protocol/limits.ts";
import type { Clock } from "../ports.ts";
import type { Inference } from "./inference.ts";

export interface AssistantSessionPorts {
  inference: Inference;
  clock: Clock;
  /** Sends one text frame. */
  send(text: string): void;
  /** Closes the socket; the host calls the session's `close` when it is gone. */
  closeSocket(code: CloseCode, reason: string): void;
}

export interface AssistantSession {
  /** Takes one text frame. Never throws. */
  receive(text: string): void;
  /** Ends the running completion; call when the socket is closed. */
  close(): void;
}

type CompleteFrame = Extract<AssistantClientFrame, { type: "complete" }>;

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
  private running: { id: string; controller: AbortController } | undefined;

  constructor(ports: AssistantSessionPorts) {
    this.ports = ports;
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
    this.running?.controller.abort();
    this.running = undefined;
  }

  private greet(frame: AssistantClientFrame | undefined): void {
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

  private handle(frame: AssistantClientFrame): void {
    switch (frame.type) {
      case "hello":
        this.refuse();
        break;
      case "ping":
        this.send({ type: "pong", at: frame.at });
        break;
      case "cancel":
        if (this.running?.id === frame.id) this.running.controller.abort();
        break;
      case "complete":
        void this.complete(frame);
        break;
      default:
        assertNever(frame);
    }
  }

  /** Rule AS2: the newest completion calls off the one before. */
  private async complete(frame: CompleteFrame): Promise<void> {
    this.running?.controller.abort();
    const controller = new AbortController();
    const run = { id: frame.id, controller };
    this.running = run;
    try {
      const onWait = (ahead: number) => this.send({ type: "waiting", id: frame.id, ahead });
      const end = await this.ports.inference.complete({ ...frame, onWait }, controller.signal, (text) => {
        if (!controller.signal.aborted) this.send({ type: "delta", id: frame.id, text });
      });
      if (end.type === "failed") {
        const { failure, quota } = end;
        this.send({ type: "error", id: frame.id, ...failure, ...(quota && { quota }) });
      } else this.send({ ...end, id: frame.id });
    } catch (error) {
      this.send({ type: "error", id: frame.id, code: "internal", message: sentenceOf(error) });
    } finally {
      if (this.running === run) this.running = undefined;
    }
  }

  private refuse(): void {
    this.send({ type: "error", code: "bad-frame", message: "This frame breaks the protocol." });
    this.badFrames++;
    if (this.badFrames >= wireLimits.maxBadFrames) this.end(closeCodes.badFrame, "too many bad frames");
  }

  private send(frame: AssistantServerFrame): void {
    if (!this.closed) this.ports.send(JSON.stringify(frame));
  }

  private end(code: CloseCode, reason: string): void {
    if (this.closed) return;
    this.close();
    this.ports.closeSocket(code, reason);
  }
}

function parseFrame(text: string): AssistantClientFrame | undefined {
  try {
    const parsed = v.safeParse(assistantClientSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Not JSON: the same answer as a frame of the wrong shape.
    return undefined;
  }
}

function sentenceOf(error: unknown): string {
  return `The server could not do this: ${error instanceof Error ? error.message : String(error)}`.slice(0, 1_024);
}
