/** Questions in words to a model behind the edge, on a socket of their own that opens with the first. */
import type { AskEnd, AskInput } from "../../shared/agent/ask.ts";
import type { AssistantServerFrame } from "../../shared/protocol/assistant.ts";
import { AssistantSocket, type AssistantSocketPorts } from "./assistant-socket.ts";
import { browserPorts } from "./browser-ports.ts";
import { assistantLimits } from "./limits.ts";
import type { RemoteModel } from "./remote.ts";

export interface RemoteAskOptions {
  workspace: string;
  /** Socket and timers; those of the browser by default. */
  ports?: AssistantSocketPorts;
}

export interface RemoteAsk {
  /** As `AskModel`; `onWait` hears how many requests are served before this one while the endpoint is busy. */
  ask(
    ask: AskInput,
    hear: (text: string) => void,
    signal: AbortSignal,
    onWait?: (ahead: number) => void,
  ): Promise<AskEnd>;
  /** The server's models, once it has said which; empty where there is none or no connection. */
  models(): Promise<readonly RemoteModel[]>;
  dispose(): void;
}

interface Waiting {
  hear(frame: AssistantServerFrame): void;
  lost(): void;
}

export function createRemoteAsk({ workspace, ports = browserPorts() }: RemoteAskOptions): RemoteAsk {
  const waiting = new Map<string, Waiting>();
  let lastId = 0;
  let connection: Connection | undefined;

  const connect = (): Connection => {
    connection ??= open(ports, waiting);
    return connection;
  };

  const ask: RemoteAsk["ask"] = async (question, hear, signal, onWait) => {
    const { socket, models } = connect();
    await Promise.race([models(), abortOf(signal)]);
    return new Promise<AskEnd>((resolve) => {
      const id = `ask-${++lastId}`;
      let text = "";
      let stopTimer = () => {};
      const settle = (end: AskEnd) => {
        stopTimer();
        waiting.delete(id);
        signal.removeEventListener("abort", cancel);
        resolve(end);
      };
      const fail = (code: string, message: string) => settle({ ok: false, code, message, text });
      const cancel = () => {
        socket.send({ type: "cancel", id });
        settle({ ok: true, text, reason: "cancelled", model: "", endpoint: "", tokens: 0 });
      };
      const expect = () => {
        stopTimer();
        stopTimer = ports.after(assistantLimits.askTimeoutMs, () => {
          socket.send({ type: "cancel", id });
          fail("timeout", "The server did not answer.");
        });
      };
      const onFrame = (frame: AssistantServerFrame) => {
        expect();
        if (frame.type === "delta") {
          text += frame.text;
          hear(frame.text);
        } else if (frame.type === "waiting") onWait?.(frame.ahead);
        else if (frame.type === "done") {
          const { reason, model, endpoint, tokens, cost } = frame;
          settle({ ok: true, text, reason, model, endpoint, tokens, cost });
        } else if (frame.type === "error") fail(frame.code, frame.message);
      };
      if (signal.aborted) return cancel();
      if (!socket.send({ type: "ask", id, workspace, ask: question })) {
        return fail("refused", "The server cannot be reached.");
      }
      waiting.set(id, { hear: onFrame, lost: () => fail("cut", "The connection to the server was lost.") });
      signal.addEventListener("abort", cancel);
      expect();
    });
  };

  return {
    ask,
    models: () => connect().models(),
    dispose() {
      connection?.socket.dispose();
      for (const request of [...waiting.values()]) request.lost();
    },
  };
}

interface Connection {
  socket: AssistantSocket;
  /** Resolves when the server has said which models it has, or could not be reached. */
  models(): Promise<readonly RemoteModel[]>;
}

function open(ports: AssistantSocketPorts, waiting: ReadonlyMap<string, Waiting>): Connection {
  let models: readonly RemoteModel[] = [];
  let greet = (): void => undefined;
  const greeted = new Promise<void>((resolve) => {
    greet = resolve;
  });
  const socket = new AssistantSocket(ports, {
    ready(announced) {
      models = announced;
      greet();
    },
    frame(frame) {
      if ("id" in frame && frame.id !== undefined) waiting.get(frame.id)?.hear(frame);
    },
    lost() {
      models = [];
      greet();
      for (const request of [...waiting.values()]) request.lost();
    },
  });
  return { socket, models: () => greeted.then(() => models) };
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
