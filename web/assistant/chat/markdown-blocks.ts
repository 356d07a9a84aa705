/** Cuts markdown between paragraphs, so that of an answer that comes piece by piece only the last block is read anew. */
import { panelLimits } from "./limits.ts";

const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/;
/** A line after which a list, a quote or an indented block may go on over an empty line. */
const inner = /^(?:\s|[-*+] |\d{1,9}[.)] |>)/;
/** Names that a link elsewhere in the text stands for; footnotes too. */
const definition = /^ {0,3}\[[^\]\n]+\]:/m;

/** The blocks in their order; together they are the text. */
export function markdownBlocks(text: string): string[] {
  if (definition.test(text)) return [text];
  const blocks: string[] = [];
  let open: string | undefined;
  let from = 0;
  let afterGap = false;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    const line = text.slice(start, newline < 0 ? end : newline);
    if (open === undefined && afterGap && start - from >= panelLimits.minBlockChars && !inner.test(line)) {
      blocks.push(text.slice(from, start));
      from = start;
    }
    const mark = fence.exec(line);
    const sign = mark?.[1] ?? "";
    if (open === undefined) open = sign === "" || (sign.startsWith("`") && mark?.[2]?.includes("`")) ? undefined : sign;
    else if (sign.startsWith(open) && mark?.[2]?.trim() === "") open = undefined;
    afterGap = line.trim() === "";
    start = end;
  }
  blocks.push(text.slice(from));
  return blocks;
}
