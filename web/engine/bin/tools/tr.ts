import { ToolFailure } from "../lib/errors.ts";
import { unescapeText } from "../lib/escapes.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

function range(from: string, to: string): string {
  let text = "";
  for (let code = from.codePointAt(0) ?? 0; code <= (to.codePointAt(0) ?? 0); code++)
    text += String.fromCodePoint(code);
  return text;
}

const classes: Readonly<Record<string, string>> = {
  lower: range("a", "z"),
  upper: range("A", "Z"),
  digit: range("0", "9"),
  alpha: range("A", "Z") + range("a", "z"),
  alnum: range("0", "9") + range("A", "Z") + range("a", "z"),
  space: "\t\n\v\f\r ",
  blank: "\t ",
  punct: range("!", "/") + range(":", "@") + range("[", "`") + range("{", "~"),
  xdigit: range("0", "9") + range("A", "F") + range("a", "f"),
};

/** The characters that a set such as `a-z[:digit:]\n` names, in order. */
export function expandSet(set: string): string[] {
  const text = unescapeText(
    set.replace(/\[:(\w+):\]/g, (_whole, name: string) => {
      const members = classes[name];
      if (members === undefined) throw new ToolFailure(`invalid character class '${name}'`);
      return members.replaceAll("\\", "\\\\").replaceAll("-", "\\055");
    }),
  ).text;
  const characters = [...text];
  const result: string[] = [];
  for (let at = 0; at < characters.length; at++) {
    const [from = "", dash, to] = characters.slice(at, at + 3);
    if (dash === "-" && to !== undefined && to > from) {
      result.push(...range(from, to));
      at += 2;
    } else result.push(from);
  }
  return result;
}

/** `tr [-d] [-s] [-c] set1 [set2]`. */
export const tr: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "dscC", long: { delete: "d", "squeeze-repeats": "s", complement: "c" } });
  const [first, second] = options.operands;
  if (first === undefined) throw new ToolFailure("missing operand");
  if (second === undefined && !options.has("d") && !options.has("s"))
    throw new ToolFailure(`missing operand after '${first}'`);
  const from = expandSet(first);
  const to = second === undefined ? [] : expandSet(second);
  const complement = options.has("c") || options.has("C");
  const members = new Set(from);
  const inFrom = (character: string) => members.has(character) !== complement;
  const map = new Map(
    from.map((character, at): [string, string] => [character, to[Math.min(at, to.length - 1)] ?? character]),
  );
  const translate = (character: string) => (complement ? (to.at(-1) ?? character) : (map.get(character) ?? character));
  const squeezed = new Set(second === undefined || options.has("d") ? (second === undefined ? from : to) : to);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let previous = "";
  for (let chunk = io.read(); chunk !== null; chunk = io.read()) {
    let output = "";
    for (const character of decoder.decode(chunk, { stream: true })) {
      if (options.has("d") && inFrom(character)) continue;
      const result = !options.has("d") && second !== undefined && inFrom(character) ? translate(character) : character;
      if (options.has("s") && result === previous && (second === undefined ? inFrom(result) : squeezed.has(result)))
        continue;
      previous = result;
      output += result;
    }
    io.write(output);
  }
  return 0;
};
