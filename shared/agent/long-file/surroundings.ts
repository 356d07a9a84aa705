/** What a model is shown beside a part of a long file, for the eye only. */
import { agentLimits } from "../limits.ts";
import type { OutlineItem } from "../outline.ts";
import type { Part } from "./part.ts";

/** The number of its first line, and what stands before and after it. */
export function around({ text, from, to }: Part): { firstLine: number; before: string; after: string } {
  return {
    firstLine: text.slice(0, from).split("\n").length,
    before: text.slice(Math.max(0, from - agentLimits.maxAroundChars), from),
    after: text.slice(to, to + agentLimits.maxAroundChars),
  };
}

/** The file's imports, and the heads of the classes that the part stands in. */
export function headsAround(part: Part, outline: readonly OutlineItem[]): { label: string; text: string }[] {
  const first = Math.min(part.from, outline[0]?.from ?? part.from);
  const imports = part.text.slice(0, Math.min(first, agentLimits.maxHeadChars)).trim();
  return [
    ...(imports === "" ? [] : [{ label: `${part.path}, from its first line on`, text: imports }]),
    ...enclosing(part, outline).map(({ name, start, to, children }) => {
      const end = Math.min(children[0]?.from ?? to, start + agentLimits.maxHeadChars);
      return { label: `${part.path}, the head of ${name}`, text: part.text.slice(start, end).trimEnd() };
    }),
  ];
}

function enclosing(part: Part, outline: readonly OutlineItem[]): OutlineItem[] {
  const item = outline.find((each) => each.start < part.from && part.from < each.to);
  return item ? [item, ...enclosing(part, item.children)] : [];
}
