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
  | { type: "model-answered"; model: string; endpoint: string; latencyMs: number }
  | { type: "model-failed"; code: string; message: string; endpoint?: string };

/** An embedded answer leaves a model's error standing: it is what the person has to see until the model works again. */
export function nextStatus(status: CompletionStatus, event: StatusEvent): CompletionStatus {
  const error = status.error ? { error: status.error } : {};
  switch (event.type) {
    case "local-answered":
      return { source: "local", model: "embedded", latencyMs: event.latencyMs, ...error };
    case "local-failed":
      return { ...status, error: { code: "embedded", message: event.message } };
    case "model-answered":
      return { source: "model", model: event.model, endpoint: event.endpoint, latencyMs: event.latencyMs };
    case "model-failed": {
      const { code, message, endpoint } = event;
      return { source: "local", model: "embedded", error: { code, message, ...(endpoint ? { endpoint } : {}) } };
    }
  }
}

export function report(store: CompletionStatusStore, event: StatusEvent): void {
  store.setState((status) => nextStatus(status, event), true);
}
