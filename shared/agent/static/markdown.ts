/** Markdown from names and code of a project, which may hold anything: nothing of it becomes markup, nor a link of its own. */

/** Marks that turn the direction of text or take no room: what is shown would not be what is there. */
const unseen = /[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** As code within a line. */
export function inlineCode(text: string): string {
  const line = text.replace(/\s+/g, " ").replace(unseen, " ").trim();
  if (line === "") return "` `";
  const fence = "`".repeat(longestRun(line, /`+/g) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return fence + pad + line + pad + fence;
}

/** As a block of code. */
export function codeBlock(language: string, text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text, /`{3,}/g) + 1));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** As words: what markdown would read as markup is marked as text. */
export function plainText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\\`*_{}[\]()<>#|~!&$@]/g, "\\$&")
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, "\\$&")
    .replace(/^(\s*)(\d+)([.)])/gm, "$1$2\\$3")
    .replace(/^(\s*)([-+=])/gm, "$1\\$2");
}

/** A quotation: a documentation comment, a passage of prose. */
export function quoted(text: string): string {
  return plainText(text.trim())
    .split("\n")
    .map((line) => `> ${line.trimEnd()}`.trimEnd())
    .join("\n");
}

/** `[src/a.ts:12](src/a.ts#L12)`: the path is the workspace's, never an address with a scheme. */
export function linkTo(path: string, line: number): string {
  const address = path.split("/").map(encodeSegment).join("/");
  return `[${plainText(path.replace(unseen, " "))}:${line}](./${address}#L${line})`;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(
    /[()*'!~]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
}

/** A cell of a table. */
export function cell(markdown: string): string {
  return markdown.replaceAll("\n", " ").replace(/(?<!\\)\|/g, "\\|");
}

function longestRun(text: string, pattern: RegExp): number {
  return Math.max(0, ...(text.match(pattern) ?? []).map((run) => run.length));
}
