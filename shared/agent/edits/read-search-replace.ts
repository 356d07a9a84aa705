/**
 * Edits that come as text, in blocks as Aider made them usual: the path on a line of its own, then
 * `<<<<<<< SEARCH`, the lines to find, `=======`, the lines to put in their place, `>>>>>>> REPLACE`.
 */
import { agentLimits } from "../limits.ts";
import { addOperation, type ReadEdits } from "./operation.ts";

const start = /^<{5,9} ?(?:SEARCH|ORIGINAL)\s*$/;
const divider = /^={7}\s*$/;
const end = /^>{5,9} ?(?:REPLACE|UPDATED)\s*$/;
const fence = /^\s*(?:`{3,}|~{3,})(.*)$/;

export const isBlockStart = (line: string): boolean => start.test(line);
export const isBlockEnd = (line: string): boolean => end.test(line);

export function readSearchReplace(answer: string): ReadEdits {
  const read: ReadEdits = { operations: [], refusals: [] };
  if (answer.length > agentLimits.maxAnswerChars) {
    read.refusals.push({ code: "too-large", message: "The answer is too long." });
    return read;
  }
  const lines = answer.split(/\r?\n/);
  let path: string | undefined;
  let at = 0;
  while (at < lines.length) {
    if (!start.test(lines[at] ?? "")) {
      at++;
      continue;
    }
    path = pathAbove(lines, at) ?? path;
    let close = at + 1;
    while (close < lines.length && !end.test(lines[close] ?? "") && !start.test(lines[close] ?? "")) close++;
    if (!end.test(lines[close] ?? "")) {
      read.refusals.push({ code: "cut-off", path, message: "A SEARCH block has no >>>>>>> REPLACE at its end." });
      at = close;
      continue;
    }
    addBlock(read, path, lines.slice(at + 1, close));
    at = close + 1;
  }
  if (!read.operations.length && !read.refusals.length) {
    read.refusals.push({ code: "bad-format", message: "The answer holds no SEARCH/REPLACE block." });
  }
  return read;
}

function addBlock(read: ReadEdits, path: string | undefined, lines: readonly string[]): void {
  const dividers = lines.flatMap((line, index) => (divider.test(line) ? [index] : []));
  const [middle, ...more] = dividers;
  if (middle === undefined || more.length) {
    const message = "A SEARCH block needs exactly one line of seven = between what to find and what to put there.";
    read.refusals.push({ code: "bad-format", path, message });
    return;
  }
  if (path === undefined) {
    read.refusals.push({ code: "bad-format", message: "The file's path belongs on the line above a SEARCH block." });
    return;
  }
  addOperation(read, { path, search: lines.slice(0, middle).join("\n"), replace: lines.slice(middle + 1).join("\n") });
}

/** On the line above the block, or above the fence around it, or behind the fence's own marks. */
function pathAbove(lines: readonly string[], block: number): string | undefined {
  for (let at = block - 1, looked = 0; at >= 0 && looked < 3; at--) {
    const line = lines[at] ?? "";
    if (end.test(line)) return undefined;
    if (line.trim() === "") continue;
    looked++;
    const info = fence.exec(line)?.[1];
    const found = info === undefined ? pathIn(line) : pathIn(info.trim().split(/\s+/).at(-1) ?? "");
    if (found !== undefined) return found;
    if (info === undefined) return undefined;
  }
  return undefined;
}

/** A line that holds nothing but a path, with what models put around one. */
function pathIn(line: string): string | undefined {
  const bare = line
    .trim()
    .replace(/^(?:#+|\/\/|[-*])\s+/, "")
    .replace(/^[`*"']+/, "")
    .replace(/^(?:file(?:name|path)?|path)\s*:\s*/i, "")
    .replace(/^[`*"']+|[`*"':]+$/g, "")
    .trim();
  return /^[^\s<>|"]+$/.test(bare) && /[./]/.test(bare) ? bare : undefined;
}
