/** What arguments a parameter's type allows, and arguments that are tried for it. */
import * as v from "valibot";

export type Shape =
  | { kind: "string" | "number" | "boolean" | "bigint" | "any" }
  /** No argument can be made. */
  | { kind: "none" }
  /** The value as it is written. */
  | { kind: "literal"; source: string }
  | { kind: "array" | "record"; of: Shape }
  | { kind: "tuple" | "union"; of: Shape[] }
  | { kind: "object"; members: { name: string; optional: boolean; shape: Shape }[] };

export const shapeSchema: v.GenericSchema<Shape> = v.variant("kind", [
  v.object({ kind: v.picklist(["string", "number", "boolean", "bigint", "any"]) }),
  v.object({ kind: v.literal("none") }),
  v.object({ kind: v.literal("literal"), source: v.string() }),
  v.object({ kind: v.picklist(["array", "record"]), of: v.lazy(() => shapeSchema) }),
  v.object({ kind: v.picklist(["tuple", "union"]), of: v.array(v.lazy(() => shapeSchema)) }),
  v.object({
    kind: v.literal("object"),
    members: v.array(v.object({ name: v.string(), optional: v.boolean(), shape: v.lazy(() => shapeSchema) })),
  }),
]);

const plain = {
  string: ['"a"', '""', '"Hello, World 42"', '"  two words "', '"ß – 数"'],
  number: ["1", "0", "-1", "2.5", "100"],
  boolean: ["true", "false"],
  bigint: ["1n", "0n", "-7n"],
  /** Where no type is said. */
  any: ["1", '"a"', "[2, 1]"],
} as const;

/** Arguments as they are written, the commonest first; none where one cannot be made. */
export function samplesOf(shape: Shape): string[] {
  switch (shape.kind) {
    case "none":
      return [];
    case "literal":
      return [shape.source];
    case "union":
      return interleaved(shape.of.map(samplesOf));
    case "array":
      return listsOf(samplesOf(shape.of));
    case "record":
      return recordsOf(samplesOf(shape.of));
    case "tuple":
      return rows(shape.of.map(samplesOf)).map((row) => `[${row.join(", ")}]`);
    case "object":
      return objectsOf(shape.members);
    default:
      return [...plain[shape.kind]];
  }
}

/** Rows in which each column goes round in its samples, every other one backwards; none where a column is empty. */
export function rows(columns: readonly (readonly string[])[]): string[][] {
  if (columns.some((column) => column.length === 0)) return [];
  const count = Math.max(1, ...columns.map((column) => column.length));
  const at = (row: number, column: number, length: number) => (column % 2 === 0 ? row : row * (length - 1)) % length;
  return Array.from({ length: count }, (_, row) =>
    columns.map((samples, column) => samples[at(row, column, samples.length)] ?? ""),
  );
}

function listsOf(samples: readonly string[]): string[] {
  const [first, second = first] = samples;
  if (first === undefined) return ["[]"];
  return [`[${samples.slice(0, 3).toReversed().join(", ")}]`, "[]", `[${first}]`, `[${first}, ${second}, ${first}]`];
}

function recordsOf(samples: readonly string[]): string[] {
  const [first, second = first] = samples;
  return first === undefined ? ["{}"] : [`{ a: ${first}, b: ${second} }`, "{}"];
}

function objectsOf(members: Extract<Shape, { kind: "object" }>["members"]): string[] {
  const columns = members.map(({ optional, shape }) => {
    const samples = samplesOf(shape);
    // "": it is left out.
    return optional ? [...samples.slice(0, 1), "", ...samples.slice(1)] : samples;
  });
  return rows(columns).map((row) => {
    const written = members.flatMap(({ name }, index) => (row[index] ? [`${keyOf(name)}: ${row[index]}`] : []));
    return written.length ? `{ ${written.join(", ")} }` : "{}";
  });
}

/** `__proto__` as a key of a literal would set the prototype. */
export function keyOf(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function interleaved(lists: readonly (readonly string[])[]): string[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const all = Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? []));
  return [...new Set(all.flat())];
}
