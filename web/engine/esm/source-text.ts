/** `Function.prototype.toString` shows the program's text, not what the engine made of it. */
import { marks } from "./continuation-edits.ts";
import { bodyMark, importName } from "./rewrite-script.ts";
import { names } from "./transform-module.ts";

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const name = "[\\p{ID_Continue}$]+";
const imports = quoted(names.imports);
// The last insertion of an arrow function lies half behind the end of its text.
const insertion = new RegExp(`${quoted(marks.open)}.*?(?:${quoted(marks.close)}|$)`, "gs");
const shorthand = new RegExp(`(${name}):${imports}\\.\\1(?!${name})`, "gu");
const called = new RegExp(`;?\\(0,${imports}\\.(${name})\\)`, "gu");
const read = new RegExp(`${imports}\\.(${name})`, "gu");

/** The source behind a piece of text that transform-module.ts or rewrite-script.ts made. */
export function sourceText(text: string): string {
  if (!text.includes("$gh") && !text.includes(importName)) return text;
  return text
    .replace(insertion, "")
    .replace(bodyMark, "\n")
    .replace(shorthand, "$1")
    .replace(called, "$1")
    .replace(read, "$1")
    .replaceAll(names.meta, "import.meta")
    .replaceAll(`${names.load}(`, "import(")
    .replaceAll(`${importName}(`, "import(");
}

export function installSourceText(): void {
  const native = Function.prototype.toString;
  const holder = {
    toString(this: unknown): string {
      return sourceText(Reflect.apply(native, this, []));
    },
  };
  Object.defineProperty(Function.prototype, "toString", {
    value: holder.toString,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
