/** Where in a file a search text stands: exactly, or but for blanks at line ends, or as a whole further in or out. */
import { agentLimits } from "../limits.ts";
import { indentOf } from "./reindent.ts";

export interface Place {
  from: number;
  to: number;
  /** What every line of a replacement is indented by besides, or has less of where it begins with "-". */
  indent: string;
}

export type Found = { kind: "one"; place: Place } | { kind: "none" } | { kind: "several"; lines: number[] };

export function findText(text: string, search: string): Found {
  const exact = occurrences(text, search);
  if (exact.length)
    return decide(
      text,
      exact.map((from) => ({ from, to: from + search.length, indent: "" })),
    );
  const lines = linesOf(text);
  const wanted = withoutBlankEnds(search.split("\n"));
  if (!wanted.length) return { kind: "none" };
  for (const compare of [sameButForLineEnds, sameButForIndent]) {
    const places: Place[] = [];
    for (let index = 0; index < lines.length && places.length < agentLimits.maxToldPlaces; index++) {
      const place = placeAt(lines, index, wanted, compare);
      if (place) places.push(place);
    }
    if (places.length) return decide(text, places);
  }
  return { kind: "none" };
}

/** The replacement as it belongs there. */
export function indented(replace: string, { indent }: Place): string {
  if (indent === "") return replace;
  const less = indent.startsWith("-") ? indent.slice(1) : undefined;
  const shift = (line: string) => {
    if (line.trim() === "") return line;
    if (less === undefined) return indent + line;
    return line.startsWith(less) ? line.slice(less.length) : line.trimStart();
  };
  return replace.split("\n").map(shift).join("\n");
}

function decide(text: string, places: readonly Place[]): Found {
  const [place, ...others] = places;
  if (!place) return { kind: "none" };
  if (!others.length) return { kind: "one", place };
  return { kind: "several", lines: places.map(({ from }) => text.slice(0, from).split("\n").length) };
}

function occurrences(text: string, search: string): number[] {
  const found: number[] = [];
  if (search === "") return found;
  let at = text.indexOf(search);
  while (at >= 0 && found.length < agentLimits.maxToldPlaces) {
    found.push(at);
    at = text.indexOf(search, at + 1);
  }
  return found;
}

interface Line {
  from: number;
  text: string;
}

function linesOf(text: string): Line[] {
  let from = 0;
  return text.split("\n").map((line) => {
    const own = { from, text: line };
    from += line.length + 1;
    return own;
  });
}

/** How much further in the file's line is than the wanted one; undefined when they are not the same. */
type Compare = (line: string, wanted: string) => string | undefined;

const sameButForLineEnds: Compare = (line, wanted) => (line.trimEnd() === wanted.trimEnd() ? "" : undefined);

const sameButForIndent: Compare = (line, wanted) => {
  if (line.trim() !== wanted.trim()) return undefined;
  const [own, other] = [indentOf(line), indentOf(wanted)];
  if (own.endsWith(other)) return own.slice(0, own.length - other.length);
  return other.endsWith(own) ? `-${other.slice(0, other.length - own.length)}` : undefined;
};

function placeAt(
  lines: readonly Line[],
  index: number,
  wanted: readonly string[],
  compare: Compare,
): Place | undefined {
  const last = lines[index + wanted.length - 1];
  const first = lines[index];
  if (!first || !last) return undefined;
  let indent: string | undefined;
  for (const [offset, line] of wanted.entries()) {
    const own = lines[index + offset]?.text ?? "";
    const shift = compare(own, line);
    if (shift === undefined) return undefined;
    if (line.trim() === "") continue;
    indent ??= shift;
    // Lines that are moved by different amounts are not the same text.
    if (indent !== shift) return undefined;
  }
  return { from: first.from, to: last.from + last.text.length, indent: indent ?? "" };
}

function withoutBlankEnds(lines: readonly string[]): string[] {
  const isBlank = (line: string) => line.trim() === "";
  const first = lines.findIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1);
}
