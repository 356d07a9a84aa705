import type { Value } from "./value.ts";

export type Table = Map<string, Value>;
/** What a name stands for: a value, or an array once it was used as one. */
export type Cell = { value: Value; table: Table | null };

/** A variable that nothing is known of yet: should the function use it as an array, the caller sees the elements. */
export function sharedTable(outer: Cell): Cell {
  return {
    value: undefined,
    get table() {
      return outer.table;
    },
    set table(table) {
      outer.table = table;
    },
  };
}
