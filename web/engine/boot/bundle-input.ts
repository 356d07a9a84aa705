/** What build/bundle.ts puts in front of this script: Node's library and the picture of its native bindings. */

export type Picture = unknown;

export interface BindingPicture {
  data: Record<string, Picture>;
  functions: string[];
  /** Class name → its prototype's member names. */
  classes: Record<string, string[]>;
}

export interface Dump {
  bindings: Record<string, BindingPicture>;
  options: Picture;
  optionsInfo: Picture;
  embedderOptions: Picture;
  uvErrors: [number, [string, string]][];
  versions: Record<string, string>;
  release: Record<string, unknown>;
  config: unknown;
}

export type Compiled = (...args: unknown[]) => unknown;

export interface BundleInput {
  /** Address of this script. */
  url: string;
  compiled: Record<string, Compiled>;
  /** First line in this script of each wrapped module, ascending; the last entry marks where our own code begins. */
  lines: [number, string][];
  /** The same for each script `n/packs/<name>.js` of modules that are loaded together. */
  packs: Record<string, [number, string][]>;
  ids: string[];
  dump: Dump;
}

/** Takes the input and removes its global name. */
export function takeBundleInput(): BundleInput {
  const holder = globalThis as typeof globalThis & { __glasshouse?: BundleInput; __glasshouseAdd?: unknown };
  const input = holder.__glasshouse;
  delete holder.__glasshouse;
  delete holder.__glasshouseAdd;
  if (!input) throw new Error("process-main.js was not written by build/bundle.ts");
  return input;
}

/** A fresh live value from its picture (see build/dump-bindings.ts). */
export function fromPicture(picture: Picture): unknown {
  if (picture === null || typeof picture !== "object") return picture;
  if (Array.isArray(picture)) return picture.map(fromPicture);
  const tagged = picture as Record<string, unknown>;
  if ("$undefined" in tagged) return undefined;
  if ("$symbol" in tagged) return Symbol(String(tagged["$symbol"]));
  if ("$bigint" in tagged) return BigInt(String(tagged["$bigint"]));
  if ("$number" in tagged) return Number(tagged["$number"]);
  if ("$map" in tagged) {
    return new Map(
      (tagged["$map"] as [Picture, Picture][]).map(([key, value]) => [fromPicture(key), fromPicture(value)]),
    );
  }
  if ("$view" in tagged) return viewFromPicture(tagged);
  const result: Record<string, unknown> = { __proto__: null } as unknown as Record<string, unknown>;
  for (const key of Object.keys(tagged)) result[key] = fromPicture(tagged[key]);
  return result;
}

function viewFromPicture(tagged: Record<string, unknown>): unknown {
  const name = String(tagged["$view"]);
  const values = tagged["values"] as number[];
  const length = tagged["length"] as number;
  if (name === "BigInt64Array" || name === "BigUint64Array") {
    const big = name === "BigInt64Array" ? new BigInt64Array(length) : new BigUint64Array(length);
    values.forEach((value, index) => {
      big[index] = BigInt(value);
    });
    return big;
  }
  const constructors = { Uint8Array, Uint32Array, Int32Array, Float64Array } as const;
  const View = name in constructors ? constructors[name as keyof typeof constructors] : Uint8Array;
  const view = new View(length);
  view.set(values);
  return view;
}

/** Messages that came before this script had run, in order; from here on its own listener gets them. */
export function takeEarlyMessages(): MessageEvent[] {
  const holder = globalThis as typeof globalThis & { __glasshouseEarly?: () => MessageEvent[] };
  const take = holder.__glasshouseEarly;
  delete holder.__glasshouseEarly;
  return take?.() ?? [];
}
