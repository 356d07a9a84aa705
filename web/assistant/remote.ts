/** Completion by a model behind the edge, as the editor sees it. */

import type { InlineAnswer, InlineProvider, InlineRequest } from "../../shared/completion/provider.ts";
import type { FimFile } from "../../shared/models/fim.ts";
import { promptContext } from "../../shared/models/prompt-context.ts";
import { promptWindow } from "../../shared/models/prompt-window.ts";
import { isSecretPath } from "../../shared/models/secrets.ts";
import type { AssistantClientFrame, AssistantServerFrame } from "../../shared/protocol/assistant.ts";
import { AssistantSocket, type AssistantSocketPorts } from "./assistant-socket.ts";
import { browserPorts } from "./browser-ports.ts";
import { type CompletionStatusStore, report } from "./completion-status.ts";
import { assistantLimits } from "./limits.ts";

export interface RemoteCompletionOptions {
  workspace: string;
  status: CompletionStatusStore;
  /** Id of the chosen model; the server's first when left out. */
  model?: () => string | undefined;
  /** What of other files goes along; nothing when left out. */
  context?: RequestContext;
  /** Socket and timers; those of the browser by default. */
  ports?: AssistantSocketPorts;
}

export interface RequestContext {
  /** Undefined for a file that no model may see. */
  gather(request: InlineRequest): Promise<readonly FimFile[] | undefined>;
}

export interface RemoteModel {
  id: string;
  name: string;
  endpoint: string;
}

export interface RemoteCompletion extends InlineProvider {
  /** The server's models; empty while there is no connection or no model. */
  models(): readonly RemoteModel[];
  dispose(): void;
}

interface Waiting {
  hear(frame: AssistantServerFrame): void;
  lost(): void;
}

export function createRemoteCompletion(options: RemoteCompletionOptions): RemoteCompletion {
  const ports = options.ports ?? browserPorts();
  const waiting = new Map<string, Waiting>();
  let models: readonly RemoteModel[] = [];
  let lastId = 0;
  const abandonAll = () => {
    for (const request of [...waiting.values()]) request.lost();
  };

  /** Settles when the server has said for the first time which models it has, or could not be reached. */
  let greeted = false;
  let greet = (): void => undefined;
  const greeting = new Promise<void>((resolve) => {
    greet = () => {
      greeted = true;
      resolve();
    };
  });

  const socket = new AssistantSocket(ports, {
    ready: (announced) => {
      models = announced;
      greet();
    },
    frame(frame) {
      if ("id" in frame && frame.id !== undefined) waiting.get(frame.id)?.hear(frame);
    },
    lost(reason, final) {
      models = [];
      greet();
      abandonAll();
      if (final) report(options.status, { type: "model-failed", code: "unauthorized", message: reason });
    },
  });

  const ask = (
    request: InlineRequest,
    context: readonly FimFile[],
    onText: (text: string) => void,
    signal: AbortSignal,
  ) =>
    new Promise<InlineAnswer | undefined>((resolve) => {
      const id = String(++lastId);
      let text = "";
      let stopTimer = () => {};
      let waits = false;
      const served = () => {
        if (waits) report(options.status, { type: "model-waited" });
        waits = false;
      };
      const settle = (answer: InlineAnswer | undefined) => {
        stopTimer();
        waiting.delete(id);
        signal.removeEventListener("abort", cancel);
        served();
        resolve(answer);
      };
      const cancel = () => {
        socket.send({ type: "cancel", id });
        settle(undefined);
      };
      const expect = () => {
        stopTimer();
        stopTimer = ports.after(assistantLimits.answerTimeoutMs, () => {
          report(options.status, { type: "model-failed", code: "timeout", message: "The server did not answer." });
          cancel();
        });
      };
      const hear = (frame: AssistantServerFrame) => {
        if (frame.type === "waiting") {
          waits = true;
          report(options.status, { type: "model-waits", ahead: frame.ahead });
        } else if (frame.type === "delta") {
          expect();
          served();
          text += frame.text;
          onText(text);
        } else if (frame.type === "done") {
          const { model, endpoint, totalMs, firstByteMs, reason, tokens, quota } = frame;
          if (reason !== "cancelled") {
            const answer = { model, endpoint, latencyMs: firstByteMs, tokens, ...(quota && { quota }) };
            report(options.status, { type: "model-answered", ...answer });
          }
          settle({ text, model, endpoint, latencyMs: totalMs });
        } else if (frame.type === "error") {
          const { code, message, endpoint, quota } = frame;
          const failure = { code, message, ...(endpoint && { endpoint }), ...(quota && { quota }) };
          report(options.status, { type: "model-failed", ...failure });
          settle(text ? { text, model: "", latencyMs: 0 } : undefined);
        }
      };

      if (signal.aborted || !socket.send(frameOf(options, id, request, context))) return resolve(undefined);
      waiting.set(id, { hear, lost: () => settle(undefined) });
      signal.addEventListener("abort", cancel);
      expect();
    });

  const complete: RemoteCompletion["complete"] = async (request, onText, signal) => {
    // Who asks as soon as the page is there is not answered that there is no model.
    if (!greeted) await Promise.race([greeting, abortOf(signal)]);
    const mayAsk = () => !signal.aborted && models.length > 0 && !isSecretPath(request.path);
    if (!options.context) return mayAsk() ? ask(request, [], onText, signal) : undefined;
    const files = mayAsk() ? await options.context.gather(request) : undefined;
    return files && mayAsk() ? ask(request, files, onText, signal) : undefined;
  };

  return {
    source: "model",
    debounceMs: assistantLimits.modelDebounceMs,
    get model() {
      return models.find(({ id }) => id === options.model?.())?.name ?? models[0]?.name ?? "";
    },
    models: () => models,
    complete,
    dispose() {
      greet();
      abandonAll();
      socket.dispose();
    },
  };
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function frameOf(
  options: RemoteCompletionOptions,
  id: string,
  request: InlineRequest,
  files: readonly FimFile[],
): AssistantClientFrame {
  const model = options.model?.();
  const { path, language, trigger } = request;
  const window = promptWindow(request.prefix, request.suffix, {
    prefix: assistantLimits.maxPrefixChars,
    suffix: assistantLimits.maxSuffixChars,
  });
  return {
    type: "complete",
    id,
    workspace: options.workspace,
    path,
    language,
    ...window,
    trigger,
    ...(files.length > 0 ? { context: promptContext(files, assistantLimits.maxContextChars) } : {}),
    ...(model ? { model } : {}),
  };
}
