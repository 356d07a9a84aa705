/** What the status bar says about completion, and how each event changes it. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { CompletionStatus } from "../../shared/completion/provider.ts";

export type CompletionStatusStore = StoreApi<CompletionStatus>;

export function createCompletionStatus(): CompletionStatusStore {
  return createStore<CompletionStatus>(() => ({ source: "starting" }));
}

export type StatusEvent =
  | { type: "local-answered"; latencyMs: number }
  | { type: "local-failed"; message: string }
  | { type: "model-waits"; ahead: number }
  /** It is this person's turn, or the person does not wait any more. */
  | { type: "model-waited" }
  | { type: "model-answered"; model: string; endpoint: string; latencyMs: number; tokens: number; quota?: Quota }
  /** Another model is chosen, or none: what was wrong with the one before does not matter any more. */
  | { type: "model-changed" }
  | { type: "model-failed"; code: string; message: string; endpoint?: string; quota?: Quota };

type Quota = NonNullable<CompletionStatus["quota"]>;

/** An embedded answer leaves a model's error standing: it is what the person has to see until the model works again. */
export function nextStatus(status: CompletionStatus, event: StatusEvent): CompletionStatus {
  const { error, waiting, tokens, quota } = status;
  const spent = { ...(tokens !== undefined && { tokens }), ...(quota && { quota }) };
  switch (event.type) {
    case "local-answered":
      return {
        source: "local",
        model: "embedded",
        latencyMs: event.latencyMs,
        ...(error && { error }),
        ...(waiting !== undefined && { waiting }),
        ...spent,
      };
    case "local-failed":
      return { ...status, error: { code: "embedded", message: event.message } };
    case "model-waits":
      return { ...status, waiting: event.ahead };
    case "model-waited": {
      const { waiting: _over, ...rest } = status;
      return rest;
    }
    case "model-changed": {
      const { error: _past, ...rest } = status;
      return error?.code === "embedded" ? status : rest;
    }
    case "model-answered": {
      const { type: _type, tokens: used, ...answer } = event;
      return { source: "model", ...spent, ...answer, tokens: (tokens ?? 0) + used };
    }
    case "model-failed": {
      const { type: _type, quota: standing = quota, ...failure } = event;
      return { source: "local", model: "embedded", error: failure, ...spent, ...(standing && { quota: standing }) };
    }
  }
}

export function report(store: CompletionStatusStore, event: StatusEvent): void {
  store.setState((status) => nextStatus(status, event), true);
}
