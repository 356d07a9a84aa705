import { codedError } from "../boot/uv-errors.ts";

/** The second argument of `postMessage`: a list, or options with one. */
export function transferListOf(value: unknown): unknown[] {
  const wrong = (name: string): Error =>
    codedError(TypeError, "ERR_INVALID_ARG_TYPE", `Optional ${name} argument must be an iterable`);
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") throw wrong("transferList");
  const list = readIterable(value);
  if (list) return list;
  const transfer: unknown = Reflect.get(value, "transfer");
  if (transfer === undefined) return [];
  const inner = readIterable(transfer);
  if (!inner) throw wrong("options.transfer");
  return inner;
}

/** Undefined as soon as something is not what an iterable has. */
function readIterable(value: unknown): unknown[] | undefined {
  const isObject = (one: unknown): one is object => typeof one === "object" && one !== null;
  if (!isObject(value)) return undefined;
  const start: unknown = Reflect.get(value, Symbol.iterator);
  if (typeof start !== "function") return undefined;
  const iterator: unknown = Reflect.apply(start, value, []);
  if (!isObject(iterator)) return undefined;
  const next: unknown = Reflect.get(iterator, "next");
  if (typeof next !== "function") return undefined;
  const items: unknown[] = [];
  for (;;) {
    const step: unknown = Reflect.apply(next, iterator, []);
    if (!isObject(step)) return undefined;
    if (Reflect.get(step, "done")) return items;
    items.push(Reflect.get(step, "value"));
  }
}
