/** What others can see of a file: the heads of what it exports. A change of bodies and comments is none of theirs. */
import type { OutlineItem } from "../outline.ts";

export function interfaceOf(text: string, outline: readonly OutlineItem[]): string {
  return outline
    .filter(({ exported }) => exported)
    .map((item) => headOf(item, text))
    .sort()
    .join("\n");
}

function headOf(item: OutlineItem, text: string): string {
  const own = plain(text.slice(item.start, item.to));
  switch (item.kind) {
    case "class": {
      const members = item.children.filter(({ name }) => !name.startsWith("#")).map((child) => headOf(child, text));
      return [upToBody(own), ...members.filter((member) => !/^private\b/.test(member))].join("\n  ");
    }
    case "function":
    case "method":
      return upToBody(own);
    case "variable":
    case "property":
      return upToValue(own);
    default:
      return own;
  }
}

/** Without comments, blanks made one. */
function plain(code: string): string {
  return code
    .replace(/\/\*[\s\S]*?\*\/|(?<![:"'`\\])\/\/[^\n]*/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Up to the brace that opens a body: one that stands in no other bracket, and is no type. */
function upToBody(code: string): string {
  let depth = 0;
  for (let at = 0; at < code.length; at++) {
    const sign = code[at] ?? "";
    if (sign === "{" && depth === 0 && !/(?:[:|&=<,]|=>)\s*$/.test(code.slice(0, at)))
      return code.slice(0, at).trimEnd();
    if ("([{".includes(sign)) depth++;
    else if (")]}".includes(sign)) depth--;
  }
  return code;
}

/** A function as a value shows its parameters; another value is shown where no type says what it is. */
function upToValue(code: string): string {
  const arrow = /^[^=]*=\s*(?:async\s*)?(?:\([^()]*\)|[\w$]+)(?:\s*:\s*[^=]+)?\s*=>/.exec(code)?.[0];
  if (arrow !== undefined) return arrow;
  const typed = /^(?:export |declare |const |let |var |readonly |static |public )*[\w$]+[?!]?\s*:\s*([^=]+)=/.exec(
    code,
  )?.[0];
  return typed ?? code;
}
