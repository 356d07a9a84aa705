/** The status bar's sentences, worked out from the facts. */
import type { CompletionStatus } from "../../../shared/completion/provider.ts";
import type { Messages } from "../../i18n/en.ts";
import type { EngineStatus } from "../../runtime/engine.ts";
import type { SyncStatus } from "../../sync/session.ts";

export interface StatusWord {
  text: string;
  tone: "ok" | "busy" | "bad" | "quiet";
  /** More, for the tooltip. */
  detail?: string;
}

export function engineWord(status: EngineStatus | undefined, failure: string | undefined, text: Messages): StatusWord {
  const words = text.status.engine;
  if (failure !== undefined) return { text: words.failed, tone: "bad", detail: failure };
  if (status === undefined || status.state === "stopped") return { text: words.idle, tone: "quiet" };
  switch (status.state) {
    case "booting":
      return { text: words.starting, tone: "busy" };
    case "mounting":
      return { text: words.mounting, tone: "busy" };
    case "ready":
      return {
        text: status.runtime === "webcontainer" ? words.hostedReady : words.ready,
        tone: "ok",
        detail: status.notice || words.names[status.runtime],
      };
    case "failed":
      return { text: words.failed, tone: "bad", detail: status.message };
    case "lost":
      return { text: words.lost, tone: "bad", detail: text.run.engineLost };
  }
}

export function syncWord(sync: SyncStatus, text: Messages): StatusWord {
  const words = text.status;
  const detail = sync.message === "" ? {} : { detail: sync.message };
  switch (sync.state) {
    case "connecting":
      return { text: words.connecting, tone: "busy" };
    case "saved":
      return { text: words.saved, tone: "quiet" };
    case "saving":
      return { text: sync.pending > 1 ? words.waitingEdits(sync.pending) : words.saving, tone: "quiet" };
    case "offline":
      return { text: sync.pending > 0 ? words.offlineEdits(sync.pending) : words.offline, tone: "bad" };
    case "readonly":
      return { text: words.viewer, tone: "quiet" };
    case "server-went-back":
      return { text: words.otherServer, tone: "bad", ...detail };
    case "not-saved":
      return { text: words.notSaved, tone: "bad", ...detail };
    case "error":
      return { text: words.reasons[sync.reason ?? "unknown"], tone: "bad", ...detail };
  }
}

/** `allowed` is what the project's dial says of the shown file. */
export function completionWord(
  completion: CompletionStatus,
  switches: { on: boolean; allowed: boolean },
  text: Messages,
): StatusWord {
  const words = text.status;
  if (!switches.on || completion.source === "off") return { text: words.completionOff, tone: "quiet" };
  if (!switches.allowed) return { text: words.completionOffHere, tone: "quiet" };
  if (completion.source === "starting") return { text: words.completionLoading, tone: "quiet" };
  const source = completion.source === "local" ? words.local : (completion.model ?? words.local);
  const { error } = completion;
  if (error) {
    const where = error.endpoint ?? source;
    return {
      text: words.completionFailed(where, upstreamWord(error.code, text)),
      tone: "bad",
      detail: error.message,
    };
  }
  if (completion.waiting !== undefined) {
    return { text: words.completionWaits(completion.waiting), tone: "busy" };
  }
  const { copyOf } = completion;
  if (copyOf) {
    const said = words.completionCopied(copyOf.name, copyOf.license);
    return { text: said, tone: "busy", detail: words.completionCopiedMore(source, copyOf.name, copyOf.license) };
  }
  if (completion.latencyMs === undefined) return { text: words.completionIdle(source), tone: "quiet" };
  return { text: words.completion(source, Math.round(completion.latencyMs)), tone: "quiet" };
}

/** The word for a model's failure; a code without one stands for itself. */
export function upstreamWord(code: string, { status }: Messages): string {
  const words: Readonly<Record<string, string>> = status.upstream;
  return words[code] ?? code;
}
