import { expandClasses } from "../../lib/basic-pattern.ts";
import { ToolFailure } from "../../lib/errors.ts";

const known = new Map<string, RegExp>();

/** A POSIX extended regular expression as JavaScript's. */
export function compileRegex(source: string): RegExp {
  const before = known.get(source);
  if (before !== undefined) return before;
  const translated = source.replace(/\[\^?\]?(?:\[:\w+:\]|\\.|[^\]])*\]|\\.|\{(?!\d+(?:,\d*)?\})/gs, (part) => {
    if (part === "{") return "\\{";
    if (part.startsWith("\\")) return part === "\\y" ? "\\b" : part === '\\"' || part === "\\/" ? part.slice(1) : part;
    const open = /^\[\^?/.exec(part)?.[0] ?? "[";
    const inside = part.slice(open.length, -1).replace(/^\]/, "\\]");
    return `${open}${expandClasses(inside).replace(/\[/g, "\\[")}]`;
  });
  try {
    const pattern = new RegExp(translated);
    known.set(source, pattern);
    return pattern;
  } catch (error) {
    if (error instanceof SyntaxError) throw new ToolFailure(`regular expression compile failed: ${source}`, 2);
    throw error;
  }
}
