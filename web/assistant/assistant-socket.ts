/** The assistant socket: hello, reconnect with growing pauses, frames checked on the way in. */
import * as v from "valibot";
import type { AgentClientInput } from "../../shared/protocol/agent.ts";
import {
  type AssistantClientInput,
  type AssistantServerFrame,
  assistantServerSchema,
} from "../../shared/protocol/assistant.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { protocolVersion } from "../../shared/protocol/limits.ts";
import { assistantLimits } from "./limits.ts";

/** The part of a WebSocket in use. Handlers are set once, before the first event. */
export interface Socket {
  onOpen: () => void;
  onMessage: (text: string) => void;
  onClose: (code: number, reason: string) => void;
  send(text: string): void;
  close(): void;
}

export interface AssistantSocketPorts {
  connect(): Socket;
  /** Runs `task` once after `delayMs`; the returned function calls it off. */
  after(delayMs: number, task: () => void): () => void;
}

export interface AssistantSocketListener {
  /** The server is ready for requests, with these models from now on. */
  ready(models: readonly { id: string; name: string; endpoint: string }[]): void;
  frame(frame: AssistantServerFrame): void;
  /** The connection is gone; `final` when it is not tried again. */
  lost(reason: string, final: boolean): void;
}

/** Codes after which a new connection would be refused the same way. */
const finalCodes: readonly number[] = [closeCodes.unauthenticated, closeCodes.forbidden, closeCodes.version];

export class AssistantSocket {
  private readonly ports: AssistantSocketPorts;
  private readonly listener: AssistantSocketListener;
  private socket: Socket | undefined;
  private greeted = false;
  private attempts = 0;
  private stopTimer = () => {};
  private disposed = false;

  constructor(ports: AssistantSocketPorts, listener: AssistantSocketListener) {
    this.ports = ports;
    this.listener = listener;
    this.open();
  }

  /** True when the frame was handed to an open connection. */
  send(frame: AssistantClientInput | AgentClientInput): boolean {
    if (!this.greeted) return false;
    this.socket?.send(JSON.stringify(frame));
    return true;
  }

  dispose(): void {
    this.disposed = true;
    this.stopTimer();
    this.socket?.close();
    this.socket = undefined;
    this.greeted = false;
  }

  private open(): void {
    const socket = this.ports.connect();
    this.socket = socket;
    socket.onOpen = () => {
      socket.send(JSON.stringify({ type: "hello", protocol: protocolVersion } satisfies AssistantClientInput));
      this.stopTimer();
      this.stopTimer = this.ports.after(assistantLimits.handshakeTimeoutMs, () => socket.close());
    };
    socket.onMessage = (text) => this.receive(socket, text);
    socket.onClose = (code, reason) => this.lost(socket, code, reason);
  }

  private receive(socket: Socket, text: string): void {
    if (socket !== this.socket) return;
    const frame = parseFrame(text);
    if (!frame) return;
    if (frame.type === "welcome") {
      this.stopTimer();
      this.greeted = true;
      this.attempts = 0;
      this.listener.ready(frame.models);
    } else if (frame.type === "models") this.listener.ready(frame.models);
    else this.listener.frame(frame);
  }

  private lost(socket: Socket, code: number, reason: string): void {
    if (socket !== this.socket || this.disposed) return;
    this.stopTimer();
    this.socket = undefined;
    this.greeted = false;
    const final = finalCodes.includes(code);
    this.listener.lost(reason, final);
    if (final) return;
    const delayMs = Math.min(assistantLimits.reconnectMaxMs, assistantLimits.reconnectMinMs * 2 ** this.attempts);
    this.attempts++;
    this.stopTimer = this.ports.after(delayMs, () => this.open());
  }
}

/** A frame this version does not know is left aside: a newer server may say more. */
function parseFrame(text: string): AssistantServerFrame | undefined {
  try {
    const parsed = v.safeParse(assistantServerSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Not JSON: treated like an unknown frame.
    return undefined;
  }
}
