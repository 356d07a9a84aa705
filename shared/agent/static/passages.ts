/** Passages of the workspace that share words with a question, as markdown with links. */
import { staticLimits } from "./limits.ts";
import { codeBlock, linkTo } from "./markdown.ts";
import { type StaticLanguage, staticWords } from "./words.ts";

export interface Passage {
  path: string;
  /** Number of its first line, from 1. */
  line: number;
  text: string;
}

/** The best first; undefined when there is none. */
export function passagesTold(passages: readonly Passage[], language: StaticLanguage): string | undefined {
  const words = staticWords(language).passages;
  const told = passages.slice(0, staticLimits.maxPassages).map(({ path, line, text }) => {
    const fence = /\.([A-Za-z0-9]{1,10})$/.exec(path)?.[1] ?? "";
    return `${linkTo(path, line)}\n\n${codeBlock(fence, text)}`;
  });
  return told.length ? [words.head, ...told].join("\n\n") : undefined;
}
