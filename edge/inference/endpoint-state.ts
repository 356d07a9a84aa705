/** One endpoint with what is known of it: whether it may be asked and what it can do. */
import { familyOf } from "../../shared/models/family-of.ts";
import type { Clock } from "../ports.ts";
import { Circuit } from "./circuit.ts";
import type { DialectModel } from "./dialects/dialect.ts";
import type { ModelEndpoint } from "./model-settings.ts";
import { type Capabilities, unprobed } from "./probe.ts";

export interface EndpointState {
  endpoint: ModelEndpoint;
  circuit: Circuit;
  capabilities: Capabilities;
}

export function createEndpointState(endpoint: ModelEndpoint, clock: Pick<Clock, "now">): EndpointState {
  const { contextTokens } = endpoint;
  return { endpoint, circuit: new Circuit(clock), capabilities: { ...unprobed, contextTokens } };
}

/** The model as its dialect is to ask it: with its family's tokens where the endpoint takes no suffix. */
export function targetOf({ endpoint, capabilities }: EndpointState): DialectModel {
  const refusesSuffix = capabilities.fillIn === "refused";
  const { model, fim } = endpoint;
  return { model, fim: fim ?? (refusesSuffix ? familyOf(model) : undefined), refusesSuffix };
}
