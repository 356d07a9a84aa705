/** Edits in whatever form an answer came: arguments of a tool, SEARCH/REPLACE blocks, whole files, or the last two beside each other. */
import { jsonIn } from "../json-in.ts";
import { agentLimits } from "../limits.ts";
import type { ReadEdits } from "./operation.ts";
import { isFileClosing, isFileOpening, ProjectActions } from "./project-actions.ts";
import { isBlockEnd, isBlockStart, readSearchReplace } from "./read-search-replace.ts";
import { readToolCall } from "./read-tool-call.ts";

export interface AnsweredEdits extends ReadEdits {
  /** It holds something in a form of an edit, well or badly. */
  isTried: boolean;
}

export function readEdits(answer: string): AnsweredEdits {
  if (answer.length > agentLimits.maxAnswerChars) {
    return tried({ operations: [], refusals: [{ code: "too-large", message: "The answer is too long." }] });
  }
  const { blocks, files } = parted(answer);
  if (blocks === undefined && files === undefined) return readOther(answer);
  const read: ReadEdits = { operations: [], refusals: [] };
  // New files first: an edit beside them may be of one.
  const parts = [
    files === undefined ? [] : readFiles(files),
    blocks === undefined ? [] : readSearchReplace(blocks),
  ].flat();
  for (const part of parts) {
    read.operations.push(...part.operations);
    read.refusals.push(...part.refusals);
  }
  return tried(read);
}

function readOther(answer: string): AnsweredEdits {
  const data = jsonIn(answer);
  if (typeof data === "object" && data !== null) return tried(readToolCall(data));
  if (/^\s*(?:```\w*\s*)?[[{]/.test(answer)) return tried(readToolCall(answer));
  return {
    operations: [],
    refusals: [{ code: "bad-format", message: "The answer holds no edit, so nothing is changed." }],
    isTried: false,
  };
}

/** The lines of SEARCH/REPLACE blocks with what stands around them, and those of whole files; undefined where there are none. */
function parted(answer: string): { blocks: string | undefined; files: string | undefined } {
  const blocks: string[] = [];
  const files: string[] = [];
  const has = { block: false, file: false };
  let within: "block" | "file" | undefined;
  for (const line of answer.split(/\r?\n/)) {
    if (within === undefined) {
      if (isBlockStart(line)) within = "block";
      else if (isFileOpening(line)) within = "file";
      if (within) has[within] = true;
      else if (/^\s*<delete\s/.test(line)) has.file = true;
    }
    // What is said between two edits of one form may name the next one's path.
    if (within !== "file") blocks.push(line);
    if (within !== "block") files.push(line);
    if (within === "block" && isBlockEnd(line)) within = undefined;
    if (within === "file" && isFileClosing(line)) within = undefined;
  }
  return { blocks: has.block ? blocks.join("\n") : undefined, files: has.file ? files.join("\n") : undefined };
}

function readFiles(text: string): ReadEdits {
  const actions = new ProjectActions();
  actions.push(text);
  return actions.finish();
}

function tried(read: ReadEdits): AnsweredEdits {
  return { ...read, isTried: true };
}
