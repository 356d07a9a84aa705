/** Completion by a model that can only chat: the code with a hole, and the answer between tags. */
import type { FimFile } from "./fim.ts";

const hole = "<hole/>";
const open = "<fill>";
const close = "</fill>";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

export function holeMessages(
  path: string,
  prefix: string,
  suffix: string,
  context: readonly FimFile[] = [],
): ChatMessage[] {
  const others = context.map(({ path: other, text }) => `For reference, ${other}:\n\n${text}\n\n`).join("");
  return [
    {
      role: "system",
      content:
        `You complete code. The user sends a file with one ${hole}. Answer with exactly the text that belongs in the hole, ` +
        `between ${open} and ${close}. Continue in the middle of a line where the hole is in the middle of a line. ` +
        "Write no explanation, no code fence and nothing that already stands before or after the hole.",
    },
    { role: "user", content: `${others}${path}\n\n${prefix}${hole}${suffix}` },
  ];
}

/** What of the answer so far certainly belongs in the hole; grows only at its end. */
export function holeText(answer: string, finished: boolean): string {
  const start = answer.indexOf(open);
  if (start >= 0) {
    const text = answer.slice(start + open.length);
    const end = text.indexOf(close);
    if (end >= 0) return text.slice(0, end);
    return finished ? text : withoutBegun(text, close);
  }
  // Some models answer without the tags: told only at the end, and then a fence is taken off.
  return finished ? (answer.match(/^\s*```[^\n]*\n([\s\S]*?)\n?```\s*$/)?.[1] ?? answer) : "";
}

/** Leaves out a tag that has only half arrived. */
function withoutBegun(text: string, tag: string): string {
  for (let length = tag.length - 1; length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return text.slice(0, -length);
  }
  return text;
}
