/** What was picked, as passages that go along with a question: read now, within limits, nothing that may not leave. */
import type { AskInput } from "../../../shared/agent/ask.ts";
import { type Pick, pickKey } from "../../../shared/chat/pick.ts";
import { panelLimits } from "./limits.ts";
import type { ProjectFacts } from "./project-facts.ts";
import type { SearchFiles } from "./search-project.ts";

export type Passage = NonNullable<AskInput["context"]>[number];

export interface PickReader {
  facts: ProjectFacts;
  search: SearchFiles;
}

/** The passages of `picks`, in their order, as many as there is room for. */
export async function readPicks(
  picks: readonly Pick[],
  question: string,
  reader: PickReader,
  signal: AbortSignal,
): Promise<Passage[]> {
  const once = [...new Map(picks.map((pick) => [pickKey(pick), pick])).values()];
  const read = await Promise.all(once.map((pick) => passagesOf(pick, question, reader, signal)));
  let room: number = panelLimits.maxContextChars;
  return read.flat().filter(({ text }) => {
    if (text.trim() === "" || text.length > room) return false;
    room -= text.length;
    return true;
  });
}

async function passagesOf(pick: Pick, question: string, reader: PickReader, signal: AbortSignal): Promise<Passage[]> {
  const { facts } = reader;
  switch (pick.kind) {
    case "file":
      return linesOf(facts, pick.path, undefined, "");
    case "selection":
      return linesOf(facts, pick.path, pick.lines, "selected: ");
    case "symbol":
      return symbolPassage(facts, pick);
    case "problems":
      return problemsPassage(facts);
    case "terminal": {
      const text = facts.terminal(panelLimits.maxTerminalLines).slice(-panelLimits.maxPassageChars);
      return [{ label: "terminal output", text }];
    }
    case "codebase":
      return found(question, reader, () => true, signal);
    case "docs":
      return found(question, reader, isDocument, signal);
  }
}

/** `README`, `docs/guide.md` */
function isDocument(path: string): boolean {
  return /\.(?:md|mdx|markdown|rst|txt)$|(?:^|\/)readme$/i.test(path);
}

function linesOf(
  facts: ProjectFacts,
  path: string | undefined,
  lines: readonly [number, number] | undefined,
  why: string,
): Passage[] {
  const whole = path === undefined || !facts.mayRead(path) ? undefined : facts.textOf(path);
  if (path === undefined || whole === undefined) return [];
  const all = whole.split("\n");
  const [first, last] = lines ?? [1, all.length];
  const wanted = all.slice(first - 1, last);
  const kept = keptLines(wanted);
  const end = first + kept.length - 1;
  // The model, and who reads the chip, must know that there is more.
  const isPart = lines !== undefined || kept.length < wanted.length;
  const place = isPart ? `${path}, lines ${first}–${end} of ${all.length}` : path;
  return [{ label: `${why}${place}`, path, text: kept.join("\n").slice(0, panelLimits.maxPassageChars) }];
}

/** As many lines as fit into one passage. */
function keptLines(lines: readonly string[]): readonly string[] {
  let room: number = panelLimits.maxPassageChars;
  const end = lines.findIndex((line) => {
    room -= line.length + 1;
    return room < 0;
  });
  return end < 0 ? lines : lines.slice(0, Math.max(1, end));
}

async function symbolPassage(facts: ProjectFacts, { path, name }: Pick): Promise<Passage[]> {
  if (path === undefined || !facts.mayRead(path)) return [];
  const symbol = (await facts.symbols(path)).find((one) => one.name === name);
  return symbol ? linesOf(facts, path, [symbol.firstLine, symbol.lastLine], `${symbol.name} in `) : [];
}

function problemsPassage(facts: ProjectFacts): Passage[] {
  const shown = facts.shown();
  if (!shown || !facts.mayRead(shown.path)) return [];
  const problems = facts.problems().slice(0, panelLimits.maxProblems);
  const text = problems
    .map(({ line, severity, message }) => `${shown.path}:${line} ${severity}: ${message}`)
    .join("\n");
  return [{ label: `problems of ${shown.path}`, path: shown.path, text: text || "none" }];
}

async function found(
  question: string,
  { facts, search }: PickReader,
  fits: (path: string) => boolean,
  signal: AbortSignal,
): Promise<Passage[]> {
  let room: number = panelLimits.maxSearchedChars;
  const files = facts.paths().flatMap((path) => {
    const text = fits(path) && facts.mayRead(path) ? facts.textOf(path) : undefined;
    if (text === undefined || text.length > room) return [];
    room -= text.length;
    return [{ path, text }];
  });
  const passages = await search(question, files, signal);
  return passages.map(({ path, firstLine, text }) => {
    const lastLine = firstLine + text.trimEnd().split("\n").length - 1;
    return { label: `found: ${path}, lines ${firstLine}–${lastLine}`, path, text };
  });
}
