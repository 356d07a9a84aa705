/** Typed reads of database rows; a column of another type is a bug and throws. */
import type { SqlRow } from "../ports.ts";

export function textColumn(row: SqlRow, name: string): string {
  const value = row[name];
  if (typeof value === "string") return value;
  throw new Error(`column ${name} is not text`);
}

export function numberColumn(row: SqlRow, name: string): number {
  const value = row[name];
  if (typeof value === "number") return value;
  throw new Error(`column ${name} is not a number`);
}

/** Bytes: node:sqlite gives a Uint8Array, Durable Objects an ArrayBuffer. */
export function blobColumn(row: SqlRow, name: string): Uint8Array {
  const value = row[name];
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new Error(`column ${name} holds no bytes`);
}
