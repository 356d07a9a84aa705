/** One endpoint with what is known of it: whether it may be asked, what it can do, what it did. */
import { familyOf } from "../../shared/models/family-of.ts";
import type { Clock } from "../ports.ts";
import { Circuit } from "./circuit.ts";
import type { DialectModel } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import { FairQueue } from "./fair-queue.ts";
import { inferenceLimits } from "./limits.ts";
import { Meter } from "./meter.ts";
import type { ModelEndpoint } from "./model-settings.ts";
import { type Capabilities, unprobed } from "./probe.ts";
import type { Candidate } from "./routing.ts";

export interface EndpointState {
  endpoint: ModelEndpoint;
  circuit: Circuit;
  capabilities: Capabilities;
  meter: Meter;
  queue: FairQueue;
  /** Its owner wants it left alone. */
  off: boolean;
}

export function createEndpointState(endpoint: ModelEndpoint, clock: Pick<Clock, "now">): EndpointState {
  const { contextTokens, price, concurrency: running } = endpoint;
  const { maxWaiting: waiting, maxWaitingPerUser: waitingPerUser, accountTurns } = inferenceLimits;
  const guests = {
    guestsRunning: Math.ceil(running * inferenceLimits.guestShareOfRunning),
    guestsWaiting: inferenceLimits.maxWaitingGuests,
  };
  return {
    endpoint,
    circuit: new Circuit(clock),
    capabilities: { ...unprobed, contextTokens },
    meter: new Meter(price),
    queue: new FairQueue({ running, waiting, waitingPerUser, accountTurns, ...guests }),
    off: false,
  };
}

/** The model as its dialect is to ask it: with its family's tokens where the endpoint takes no suffix. */
export function targetOf({ endpoint, capabilities }: EndpointState): DialectModel {
  const refusesSuffix = capabilities.fillIn === "refused";
  const { model, fim } = endpoint;
  return { model, fim: fim ?? (refusesSuffix ? familyOf(model) : undefined), refusesSuffix };
}

export function candidateOf({ endpoint, capabilities, circuit }: EndpointState): Candidate {
  return {
    id: endpoint.id,
    tier: endpoint.tier,
    format: dialects[endpoint.dialect].unwrap ? "chat" : "fill-in",
    contextTokens: capabilities.contextTokens,
    waitMs: circuit.waitMs(),
  };
}
