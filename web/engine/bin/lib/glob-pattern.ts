import { expandClasses } from "./basic-pattern.ts";

/**
 * The source of a regular expression for a glob: `*`, `?`, `[…]`, `\x` and ksh's `@(a|b)` with its kin.
 * `any` is what `?` matches: all but a slash for one segment of a path.
 */
export function globToPattern(glob: string, any = "[^/]"): string {
  const [first = "", second = ""] = [glob.charAt(0), glob.charAt(1)];
  if (glob === "") return "";
  if (second === "(" && "?*+@!".includes(first)) {
    const end = closing(glob, 1);
    if (end !== -1) return group(first, glob.slice(2, end), globToPattern(glob.slice(end + 1), any), any);
  }
  if (first === "*") return `${any}*${globToPattern(glob.replace(/^\*+/, starsBeforeGroup), any)}`;
  if (first === "?") return any + globToPattern(glob.slice(1), any);
  if (first === "\\" && second !== "") return literal(second) + globToPattern(glob.slice(2), any);
  if (first === "[") {
    const set = readSet(glob);
    if (set !== null) return set.pattern + globToPattern(glob.slice(set.length), any);
  }
  const plain = /^[^?*+@![\\]+/.exec(glob)?.[0] ?? first;
  return literal(plain) + globToPattern(glob.slice(plain.length), any);
}

/** Of a run of stars one is taken away, all of them when no group needs the last. */
function starsBeforeGroup(stars: string, _at: number, whole: string): string {
  return whole.charAt(stars.length) === "(" ? stars.slice(1) : "";
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

function group(kind: string, inside: string, rest: string, any: string): string {
  const choices = alternatives(inside)
    .map((choice) => globToPattern(choice, any))
    .join("|");
  if (kind === "!") return `(?:(?!(?:${choices})${rest}$)${any}*)${rest}`;
  return `(?:${choices})${kind === "@" ? "" : kind}${rest}`;
}

function closing(glob: string, open: number): number {
  let depth = 0;
  for (let at = open; at < glob.length; at++) {
    if (glob.charAt(at) === "\\") at++;
    else if (glob.charAt(at) === "(") depth++;
    else if (glob.charAt(at) === ")" && --depth === 0) return at;
  }
  return -1;
}

function alternatives(inside: string): string[] {
  const found = [""];
  let depth = 0;
  for (const character of inside) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "|" && depth === 0) found.push("");
    else found.push((found.pop() ?? "") + character);
  }
  return found;
}

/** `[…]` at the start of a glob: a `]` that stands first belongs to the set, so do `[:alpha:]` and its kin. */
function readSet(glob: string): { pattern: string; length: number } | null {
  const match = /^\[([!^]?)((?:\[:\w+:\]|\\.|[^\]]|(?<=^\[[!^]?)\])+)\]/s.exec(glob);
  if (match === null) return null;
  const inside = (match[2] ?? "").replace(/\[:\w+:\]|\\?./gs, (item) =>
    item.startsWith("[:") ? expandClasses(item) : item.slice(-1).replace(/[\\\]^[]/, "\\$&"),
  );
  return { pattern: `[${match[1] === "" ? "" : "^"}${inside}]`, length: match[0].length };
}
