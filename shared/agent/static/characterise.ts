/**
 * Characterisation: what functions give back today, found by running them. Here is the script that does, and what it prints is
 * read; nothing is run here. Only values that can be written down exactly count.
 */
import * as v from "valibot";
import type { Testable } from "./facts.ts";
import { staticLimits } from "./limits.ts";
import { rows, samplesOf } from "./shape.ts";

export interface Call {
  /** How the file hands the function out. */
  exportedAs: string;
  /** Arguments as they are written. */
  given: string;
}

export type Outcome = { value: string } | { name: string; message: string };

export interface Characterised extends Call {
  outcome: Outcome;
}

/** The calls that are tried: of functions that can be run and whose arguments can be made. */
export function callsOf(functions: readonly Testable[]): Call[] {
  return functions
    .filter(({ against }) => against === undefined)
    .slice(0, staticLimits.maxCharacterised)
    .flatMap(({ exportedAs, parameters }) => {
      const columns = parameters.map(({ optional, rest, shape }) => {
        const samples = samplesOf(shape);
        if (rest) return shape.kind === "array" ? samples.map((each) => each.slice(1, -1)) : [];
        return optional ? [...samples.slice(0, 1), "", ...samples.slice(1)] : samples;
      });
      const given = rows(columns).map(written);
      return [...new Set(given)].slice(0, staticLimits.maxCallsOfEach).map((each) => ({ exportedAs, given: each }));
    });
}

/** What is left out at the end is left out, before others it is `undefined`. */
function written(row: readonly string[]): string {
  const last = row.findLastIndex((each) => each !== "");
  return row
    .slice(0, last + 1)
    .map((each) => each || "undefined")
    .join(", ");
}

const marker = "glasshouse-characterised ";

/** An ES module that imports `specifier` and prints one line a call, so that what was found before it is stopped counts. */
export function characterisationScript(specifier: string, calls: readonly Call[], commonJs: boolean): string {
  const tried = calls.map(({ exportedAs, given }) => `  () => ${memberOf(exportedAs, commonJs)}(${given}),`);
  return `import * as subject from ${JSON.stringify(specifier)};

const calls = [
${tried.join("\n")}
];
${encoder}
function outcomeOf(call) {
  try {
    const value = write(call(), []);
    return value === undefined || value.length > ${staticLimits.maxValueChars} ? undefined : { value };
  } catch (error) {
    const own = error instanceof Error && globalThis[error.name]?.prototype === Object.getPrototypeOf(error);
    const message = own ? String(error.message) : "";
    return own && message.length <= ${staticLimits.maxValueChars} ? { name: error.name, message } : undefined;
  }
}

for (const [index, call] of calls.entries()) {
  const outcome = outcomeOf(call);
  const again = outcomeOf(call);
  if (outcome && JSON.stringify(outcome) === JSON.stringify(again)) {
    console.log(${JSON.stringify(marker)} + JSON.stringify({ index, ...outcome }));
  }
}
`;
}

function memberOf(exportedAs: string, commonJs: boolean): string {
  if (!commonJs) return `subject[${JSON.stringify(exportedAs)}]`;
  return exportedAs === "default" ? "subject.default" : `subject.default[${JSON.stringify(exportedAs)}]`;
}

/** Writes a value so that reading it gives the same, or gives undefined. It runs in the engine, hence is text here. */
const encoder = String.raw`
function write(value, around) {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return value + "n";
  if (typeof value === "boolean" || value === undefined || value === null) return String(value);
  if (typeof value !== "object" || around.includes(value) || around.length > 20) return undefined;
  const inner = [...around, value];
  const prototype = Object.getPrototypeOf(value);
  const keys = Reflect.ownKeys(value);
  const all = (values) => {
    const texts = values.map((each) => write(each, inner));
    return texts.includes(undefined) ? undefined : texts;
  };
  if (prototype === Date.prototype) return keys.length ? undefined : "new Date(" + value.getTime() + ")";
  if (prototype === Set.prototype || prototype === Map.prototype) {
    const texts = keys.length ? undefined : all([...value]);
    return texts && "new " + (prototype === Set.prototype ? "Set" : "Map") + "([" + texts.join(", ") + "])";
  }
  const descriptors = keys.map((key) => Object.getOwnPropertyDescriptor(value, key));
  const isPlain = keys.every((key, index) => {
    const { get, set, enumerable, writable, configurable } = descriptors[index];
    if (prototype === Array.prototype && key === "length") return true;
    return typeof key === "string" && !get && !set && enumerable && writable && configurable;
  });
  if (!isPlain) return undefined;
  if (prototype === Array.prototype) {
    const isDense = Array.isArray(value) && keys.length === value.length + 1 && keys.every((key, index) => key === "length" || key === String(index));
    const texts = isDense ? all(value) : undefined;
    return texts && "[" + texts.join(", ") + "]";
  }
  if (prototype !== Object.prototype || Object.prototype.toString.call(value) !== "[object Object]") return undefined;
  const texts = all(keys.map((key) => value[key]));
  const named = (key) => (key === "__proto__" ? '["__proto__"]' : /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));
  if (!texts) return undefined;
  return texts.length ? "{ " + texts.map((text, index) => named(keys[index]) + ": " + text).join(", ") + " }" : "{}";
}
`;

const line = v.intersect([
  v.object({ index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.union([v.object({ value: v.string() }), v.object({ name: v.string(), message: v.string() })]),
]);

/** What all of the runs agree on, in the order of the calls. */
export function characterised(calls: readonly Call[], outputs: readonly string[]): Characterised[] {
  const [first, ...others] = outputs.map(outcomesIn);
  return calls.flatMap((call, index) => {
    const outcome = first?.get(index);
    const same = others.every((each) => JSON.stringify(each.get(index)) === JSON.stringify(outcome));
    return outcome && same ? [{ ...call, outcome }] : [];
  });
}

function outcomesIn(output: string): Map<number, Outcome> {
  const found = new Map<number, Outcome>();
  for (const each of output.split("\n")) {
    if (!each.startsWith(marker)) continue;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), line), each.slice(marker.length));
    if (!parsed.success) continue;
    const { index, ...outcome } = parsed.output;
    found.set(index, "value" in outcome ? { value: outcome.value } : { name: outcome.name, message: outcome.message });
  }
  return found;
}
