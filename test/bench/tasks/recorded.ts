/** The recorded answers of test/golden/edits: those that can be carried out are, and nothing of the others. */
import { readdirSync, readFileSync } from "node:fs";
import { applyEdits } from "../../../shared/agent/edits/apply-edits.ts";
import { readEdits } from "../../../shared/agent/edits/read-edits.ts";
import { percent } from "./long-files.ts";

interface Recorded {
  name: string;
  files: Record<string, string>;
  says: string;
  becomes: Record<string, string | null>;
  refused: readonly unknown[];
}

export interface RecordedFigures {
  recordedAnswers: number;
  /** Of the answers with nothing to refuse: carried out exactly. */
  editApplyPct: number;
  /** Answers of which anything but the right part was carried out. */
  unsafeAccepted: number;
}

export function recordedFigures(): RecordedFigures {
  const cases = recorded();
  const exact = cases.map((each) => isExact(each));
  const applicable = cases.map(({ refused }) => refused.length === 0);
  return {
    recordedAnswers: cases.length,
    editApplyPct: percent(exact.filter((is, at) => is && applicable[at]).length, applicable.filter(Boolean).length),
    unsafeAccepted: exact.filter((is, at) => !is && !applicable[at]).length,
  };
}

function recorded(): Recorded[] {
  const folder = new URL("../../golden/edits/", import.meta.url);
  return readdirSync(folder).flatMap((file): Recorded[] => JSON.parse(readFileSync(new URL(file, folder), "utf8")));
}

function isExact({ name, files, says, becomes }: Recorded): boolean {
  const { operations } = readEdits(says);
  const done = applyEdits(operations, { read: (path) => files[path], symbolAt });
  const same =
    done.files.size === Object.keys(becomes).length &&
    Object.entries(becomes).every(
      ([path, text]) => done.files.has(path) && done.files.get(path) === (text ?? undefined),
    );
  if (!same) console.log(`not as recorded: ${name}`);
  return same;
}

/** Enough of an outline for these files: a function's or constant's declaration up to its closing brace. */
function symbolAt(_path: string, text: string, symbol: string) {
  const found = new RegExp(`^export (?:function|const) ${symbol}\\b[\\s\\S]*?^\\}`, "m").exec(text);
  return found ? { from: found.index, start: found.index, to: found.index + found[0].length } : undefined;
}
