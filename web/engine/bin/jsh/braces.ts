import type { Word, WordPart } from "./syntax.ts";

/** One character of a word's unquoted text, or a part that braces leave whole. */
type Item = string | WordPart;

/** `a{b,c}d` → `abd acd`, `{1..3}` → `1 2 3`: unquoted braces, nested ones too; the choices may hold quoted parts. */
export function expandBraces(word: Word): Word[] {
  if (!word.some((part) => part.type === "text" && !part.quoted && part.text.includes("{"))) return [word];
  const items = word.flatMap((part): Item[] => (part.type === "text" && !part.quoted ? [...part.text] : [part]));
  return expandItems(items).map(toWord);
}

function toWord(items: readonly Item[]): Word {
  const word: Word = [];
  for (const item of items) {
    const last = word.at(-1);
    if (typeof item !== "string") word.push(item);
    else if (last?.type === "text" && !last.quoted) word[word.length - 1] = { ...last, text: last.text + item };
    else word.push({ type: "text", text: item, quoted: false });
  }
  return word;
}

function expandItems(items: readonly Item[]): Item[][] {
  for (let open = items.indexOf("{"); open !== -1; open = items.indexOf("{", open + 1)) {
    const end = closingBrace(items, open);
    if (end === -1) continue;
    const choices = choicesOf(items.slice(open + 1, end));
    if (choices === null) continue;
    const before = items.slice(0, open);
    const after = expandItems(items.slice(end + 1));
    return choices.flatMap((choice) => after.map((rest) => [...before, ...choice, ...rest]));
  }
  return [[...items]];
}

function closingBrace(items: readonly Item[], open: number): number {
  let depth = 0;
  for (let at = open; at < items.length; at++) {
    if (items[at] === "{") depth++;
    else if (items[at] === "}" && --depth === 0) return at;
  }
  return -1;
}

/** What stands between two braces, as choices; null when the braces are plain ones. */
function choicesOf(inside: readonly Item[]): Item[][] | null {
  const parts: Item[][] = [[]];
  let depth = 0;
  for (const item of inside) {
    if (item === "{") depth++;
    if (item === "}") depth--;
    if (item === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(item);
  }
  if (parts.length > 1) return parts.flatMap(expandItems);
  return inside.every((item) => typeof item === "string") ? range(inside.join("")) : null;
}

function range(text: string): Item[][] | null {
  const match = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  const [, from = "", to = "", by = "1"] = match ?? [];
  const letters = /[A-Za-z]/.test(from);
  if (match === null || letters !== /[A-Za-z]/.test(to)) return null;
  const number = (end: string) => (letters ? end.charCodeAt(0) : Number(end));
  const step = Math.max(1, Math.abs(Number(by))) * (number(from) <= number(to) ? 1 : -1);
  const width = [from, to].some((end) => /^-?0\d/.test(end)) ? Math.max(from.length, to.length) : 0;
  const count = Math.floor((number(to) - number(from)) / step) + 1;
  return Array.from({ length: count }, (_, at) => {
    const value = number(from) + at * step;
    if (letters) return [String.fromCharCode(value)];
    return [...(value < 0 ? `-${String(-value).padStart(width - 1, "0")}` : String(value).padStart(width, "0"))];
  });
}
