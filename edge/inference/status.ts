/** An endpoint as its owner sees it: what it is, what it can do, whether it is asked. Never its key. */
import type { EndpointState } from "./endpoint-state.ts";
import { type ModelInfo, modelInfo } from "./model-settings.ts";
import type { Capabilities } from "./probe.ts";

export interface EndpointStatus extends ModelInfo {
  dialect: string;
  model: string;
  capabilities: Capabilities;
  /** Whether the endpoint lists the model; undefined when it lists none. */
  listed: boolean | undefined;
  /** Milliseconds until it is asked again after failures. */
  pausedMs: number;
}

export function statusOf({ endpoint, capabilities, circuit }: EndpointState): EndpointStatus {
  const { dialect, model } = endpoint;
  const { models } = capabilities;
  // Ollama lists "name:latest" for what is asked as "name".
  const isListed = models.some((name) => name === model || name === `${model}:latest`);
  return {
    ...modelInfo(endpoint),
    dialect,
    model,
    capabilities,
    listed: models.length > 0 ? isListed : undefined,
    pausedMs: circuit.waitMs(),
  };
}
