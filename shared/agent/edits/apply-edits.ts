/** Operations carried out on a shadow copy: nothing is written, and what cannot be done for certain is refused with the reason. */
import { assertNever } from "../../lib/assert-never.ts";
import { agentLimits } from "../limits.ts";
import type { OutlineItem } from "../outline.ts";
import { closestLines } from "./closest-lines.ts";
import { elidedLine } from "./elision.ts";
import { findText, indented } from "./find-text.ts";
import type { EditOperation, EditRefusal, EditRefusalCode } from "./operation.ts";
import { reindented } from "./reindent.ts";

export interface Project {
  /** A file's text, its lines ended by newlines; undefined when there is none. */
  read(path: string): string | undefined;
  /** Where a symbol, such as `load` or `Store.load`, is declared in a text; undefined when it is not or more than once. */
  symbolAt(path: string, text: string, symbol: string): Pick<OutlineItem, "from" | "start" | "to"> | undefined;
}

export interface RefusedEdit extends EditRefusal {
  operation: EditOperation;
}

export interface AppliedEdits {
  /** Each changed file's new text; undefined: it is deleted. */
  files: ReadonlyMap<string, string | undefined>;
  applied: readonly EditOperation[];
  refused: readonly RefusedEdit[];
}

/** One after another, each on what those before it made of the file. */
export function applyEdits(operations: readonly EditOperation[], project: Project): AppliedEdits {
  const files = new Map<string, string | undefined>();
  const applied: EditOperation[] = [];
  const refused: RefusedEdit[] = [];
  for (const operation of operations) {
    const { path } = operation;
    const current = files.has(path) ? files.get(path) : project.read(path);
    const change = changeOf(operation, current, project);
    if ("code" in change) {
      refused.push({ operation, path, ...change });
      continue;
    }
    files.set(path, change.text);
    applied.push(operation);
  }
  for (const [path, text] of files) if (text === project.read(path)) files.delete(path);
  return { files, applied, refused };
}

type Change = { text: string | undefined } | { code: EditRefusalCode; message: string };

function changeOf(operation: EditOperation, current: string | undefined, project: Project): Change {
  switch (operation.kind) {
    case "replace":
      return replaced(operation, current, project);
    case "symbol":
      return symbolReplaced(operation, current, project);
    case "write":
      return written(operation, current, project);
    case "delete":
      return current === undefined ? noFile(operation.path) : { text: undefined };
    default:
      return assertNever(operation);
  }
}

function replaced(
  { path, search, replace }: Extract<EditOperation, { kind: "replace" }>,
  current: string | undefined,
  project: Project,
): Change {
  if (search.trim() === "") {
    if (current === undefined || current === "") return written({ path, content: replace }, current, project);
    return refuse("empty-search", `The search text is empty, and ${path} is not.`);
  }
  if (current === undefined) return noFile(path);
  const elided = elidedLine(replace, current, path);
  if (elided !== undefined) return refuseElided(path, elided);
  const found = findText(current, search);
  if (found.kind === "none") return refuse("not-found", notFound(path, current, search));
  if (found.kind === "several") {
    const lines = found.lines.join(", ");
    return refuse(
      "ambiguous",
      `The search text stands in ${path} more than once, in lines ${lines}. Take more lines around it.`,
    );
  }
  const { from, to } = found.place;
  return fitting(path, current, current.slice(0, from) + indented(replace, found.place) + current.slice(to));
}

function symbolReplaced(
  { path, symbol, replace }: Extract<EditOperation, { kind: "symbol" }>,
  current: string | undefined,
  project: Project,
): Change {
  if (current === undefined) return noFile(path);
  const place = project.symbolAt(path, current, symbol);
  if (!place) return refuse("no-symbol", `${path} declares no ${symbol}, or more than one.`);
  const elided = elidedLine(replace, current, path);
  if (elided !== undefined) return refuseElided(path, elided);
  // Its comment stays unless the new text brings one.
  const isCommented = (/\.pyi?$/.test(path) ? /^\s*#/ : /^\s*\/[/*]/).test(replace);
  const from = isCommented ? place.from : place.start;
  const before = current.slice(current.lastIndexOf("\n", from - 1) + 1, from);
  const indent = before.trim() === "" ? before : "";
  return fitting(path, current, current.slice(0, from) + reindented(replace, indent) + current.slice(place.to));
}

function written(
  { path, content }: { path: string; content: string },
  current: string | undefined,
  project: Project,
): Change {
  // To delete a file and to write it again is to write it anew.
  const lines = (current ?? project.read(path) ?? "").split("\n").length;
  if (lines > agentLimits.maxRewrittenLines) {
    return refuse("rewrite", `${path} has ${lines} lines: change the lines that differ, do not write it anew.`);
  }
  if (current && content.trim() === "") return refuse("rewrite", `${path} would be empty. Delete it if that is meant.`);
  const elided = elidedLine(content, current ?? "", path);
  if (elided !== undefined) return refuseElided(path, elided);
  return fitting(path, current, content);
}

function fitting(path: string, current: string | undefined, text: string): Change {
  if (text.length > agentLimits.maxEditChars) return refuse("too-large", `${path} would be larger than a file may be.`);
  if (text === current) return refuse("unchanged", `${path} is the same afterwards.`);
  return { text };
}

function refuse(code: EditRefusalCode, message: string): Change {
  return { code, message };
}

function noFile(path: string): Change {
  return refuse("no-file", `There is no ${path}.`);
}

function refuseElided(path: string, line: string): Change {
  return refuse(
    "elided",
    `The text for ${path} leaves code out (“${line.trim().slice(0, 100)}”): write all of it, or search for less.`,
  );
}

function notFound(path: string, text: string, search: string): string {
  const closest = closestLines(text, search);
  const said = `The search text is not in ${path}.`;
  return closest ? `${said} Closest, from line ${closest.firstLine} on:\n${closest.text}` : said;
}
