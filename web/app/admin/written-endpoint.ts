/** An endpoint as it stands in the form's fields, and as the server takes it. */
import type { EndpointEntry } from "./admin-api.ts";

export interface WrittenEndpoint {
  id: string;
  name: string;
  address: string;
  dialect: string;
  model: string;
  family: string;
  tier: string;
  concurrency: string;
  contextTokens: string;
  promptPrice: string;
  completionPrice: string;
  key: string;
}

export const blankEndpoint: WrittenEndpoint = {
  id: "",
  name: "",
  address: "",
  dialect: "openai-completions",
  model: "",
  family: "",
  tier: "small",
  concurrency: "64",
  contextTokens: "",
  promptPrice: "",
  completionPrice: "",
  key: "",
};

export function writtenOf(id: string, entry: EndpointEntry): WrittenEndpoint {
  const {
    name,
    endpoint: address,
    dialect,
    model = "",
    fim: family = "",
    tier,
    concurrency,
    contextTokens,
    price,
  } = entry;
  return {
    ...blankEndpoint,
    id,
    name,
    address,
    dialect,
    model,
    family,
    tier,
    concurrency: `${concurrency}`,
    contextTokens: `${contextTokens ?? ""}`,
    promptPrice: `${price?.promptPerMillion ?? ""}`,
    completionPrice: `${price?.completionPerMillion ?? ""}`,
  };
}

/** What is empty is left out; a price of one side makes the other side free. */
export function entryOf(written: WrittenEndpoint): EndpointEntry {
  const { name, address, dialect, model, family, tier, concurrency, contextTokens, promptPrice, completionPrice } =
    written;
  const priced = promptPrice !== "" || completionPrice !== "";
  return {
    name: name.trim(),
    endpoint: address.trim(),
    dialect,
    tier,
    concurrency: Number(concurrency),
    ...(model.trim() && { model: model.trim() }),
    ...(family && { fim: family }),
    ...(contextTokens && { contextTokens: Number(contextTokens) }),
    ...(priced && {
      price: { promptPerMillion: Number(promptPrice), completionPerMillion: Number(completionPrice) },
    }),
  };
}
