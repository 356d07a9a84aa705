/** Model endpoints as the operator writes them: one JSON list, or four plain variables for a single endpoint. */
import * as v from "valibot";
import { fimFamilies } from "../../shared/models/fim.ts";
import { type DialectName, dialectNames, dialects } from "./dialects/index.ts";
import { routeOf } from "./dialects/route-of.ts";
import { inferenceLimits } from "./limits.ts";
import { type Tier, tiers } from "./routing-table.ts";

const filled = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1_024));

const cost = v.pipe(v.number(), v.minValue(0), v.finite());

const settings = {
  name: filled,
  /** Base address, with or without the beginning or all of the route. */
  endpoint: v.pipe(filled, v.url(), v.regex(/^https?:/, "must begin with http:// or https://")),
  dialect: v.optional(v.picklist(dialectNames), "openai-completions"),
  /** The model's name at the endpoint; `name` when left out. */
  model: v.optional(filled),
  /** Family whose fill-in-the-middle tokens go into the prompt; without it the endpoint gets prompt and suffix apart. */
  fim: v.optional(v.picklist(fimFamilies)),
  /** Tokens of prompt and answer together; asked of the endpoint when left out. */
  contextTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(256))),
  /** How much the model can do: small ones complete while one types. */
  tier: v.optional(v.picklist(tiers), "small"),
  /** Requests that it works on at once; others wait in a fair queue. */
  concurrency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), inferenceLimits.concurrency),
  /** The server passes tools on to the model and its calls back, as OpenAI's does; without it an agent calls in words. */
  tools: v.optional(v.boolean()),
  /** What a million tokens cost, in any one currency. */
  price: v.optional(v.strictObject({ promptPerMillion: cost, completionPerMillion: cost })),
};

const endpointSchema = v.strictObject({ ...settings, id: v.optional(filled), key: v.optional(filled) });

/** An endpoint as the owner writes it on the admin page, where its id and its key have fields of their own. */
export const modelEntrySchema = v.strictObject({
  ...settings,
  // A name and a password in an address would be shown with it.
  endpoint: v.pipe(
    settings.endpoint,
    v.check((address) => !/^https?:\/\/[^/?#]*@/i.test(address), "must have no password in it"),
  ),
});
export type ModelEntry = v.InferOutput<typeof modelEntrySchema>;

export interface ModelEndpoint {
  id: string;
  name: string;
  url: string;
  dialect: DialectName;
  model: string;
  fim: (typeof fimFamilies)[number] | undefined;
  key: string | undefined;
  contextTokens: number | undefined;
  tier: Tier;
  tools: boolean;
  price: TokenPrice | undefined;
  concurrency: number;
}

export interface TokenPrice {
  promptPerMillion: number;
  completionPerMillion: number;
}

/** What people see of an endpoint: never its key nor its path. */
export interface ModelInfo {
  id: string;
  name: string;
  endpoint: string;
}

export interface ModelSettings {
  endpoints: ModelEndpoint[];
  /** Sentences about settings that could not be used. */
  problems: string[];
}

/** Reads `GLASSHOUSE_MODELS`, or `GLASSHOUSE_MODEL_URL` with `_NAME`, `_KEY`, `_DIALECT` and `_FIM`. */
export function readModelSettings(variables: Readonly<Record<string, string | undefined>>): ModelSettings {
  const list = variables["GLASSHOUSE_MODELS"]?.trim();
  if (list) return readList(list);
  const url = variables["GLASSHOUSE_MODEL_URL"]?.trim();
  if (!url) return { endpoints: [], problems: [] };
  const single = {
    name: variables["GLASSHOUSE_MODEL_NAME"] || "default",
    endpoint: url,
    ...optional("dialect", variables["GLASSHOUSE_MODEL_DIALECT"]),
    ...optional("fim", variables["GLASSHOUSE_MODEL_FIM"]),
    ...optional("key", variables["GLASSHOUSE_MODEL_KEY"]),
  };
  return readEntries([single], "GLASSHOUSE_MODEL_URL");
}

export function modelInfo({ id, name, url }: ModelEndpoint): ModelInfo {
  return { id, name, endpoint: new URL(url).host };
}

function readList(json: string): ModelSettings {
  try {
    const parsed: unknown = JSON.parse(json);
    if (Array.isArray(parsed)) return readEntries(parsed, "GLASSHOUSE_MODELS");
    return { endpoints: [], problems: ["GLASSHOUSE_MODELS must be a JSON list."] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { endpoints: [], problems: [`GLASSHOUSE_MODELS is not JSON: ${reason}`] };
  }
}

function readEntries(entries: readonly unknown[], variable: string): ModelSettings {
  const read: ModelSettings = { endpoints: [], problems: [] };
  entries.forEach((raw, index) => {
    const parsed = v.safeParse(endpointSchema, raw);
    if (!parsed.success) {
      const issue = parsed.issues[0];
      read.problems.push(`${variable} entry ${index + 1}: ${v.getDotPath(issue) ?? "entry"}: ${issue.message}`);
      return;
    }
    const { id: written, key, ...entry } = parsed.output;
    const id = written ?? entry.name;
    if (read.endpoints.some((other) => other.id === id)) {
      read.problems.push(`${variable} entry ${index + 1}: the id "${id}" is taken.`);
      return;
    }
    read.endpoints.push(toEndpoint(id, entry, key));
  });
  return read;
}

export function toEndpoint(id: string, entry: ModelEntry, key: string | undefined): ModelEndpoint {
  const { name, endpoint, dialect, model = name, fim, contextTokens, tier, tools = false, price, concurrency } = entry;
  const url = routeOf(endpoint, dialects[dialect].route);
  return { id, name, url, dialect, model, fim, key, contextTokens, tier, tools, price, concurrency };
}

function optional(name: string, value: string | undefined): Record<string, string> {
  return value?.trim() ? { [name]: value } : {};
}
