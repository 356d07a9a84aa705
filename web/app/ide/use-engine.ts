import { useStore } from "zustand";
import type { EngineStatus, PreviewPort } from "../../runtime/engine.ts";
import type { ReadonlyStore } from "../../sync/session.ts";
import type { Workbench } from "./workbench.ts";

const noPorts: readonly PreviewPort[] = [];
const noPortsStore = constant(noPorts);
const noStatusStore = constant<EngineStatus | undefined>(undefined);

/** The ports that programs listen on; none before the engine runs. */
export function usePorts(bench: Workbench): readonly PreviewPort[] {
  const { engine } = useStore(bench.engine);
  return useStore(engine?.ports ?? noPortsStore);
}

/** The engine's status; undefined before it was asked for. */
export function useEngineStatus(bench: Workbench): { status: EngineStatus | undefined; failure: string | undefined } {
  const { engine, failure } = useStore(bench.engine);
  const store: ReadonlyStore<EngineStatus | undefined> = engine?.status ?? noStatusStore;
  return { status: useStore(store), failure };
}

function constant<Value>(value: Value): ReadonlyStore<Value> {
  return { getState: () => value, getInitialState: () => value, subscribe: () => () => undefined };
}
