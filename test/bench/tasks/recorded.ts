/** The recorded answers of test/golden/edits: those that can be carried out are, and nothing of the others. */
import { applyEdits } from "../../../shared/agent/edits/apply-edits.ts";
import { readEdits } from "../../../shared/agent/edits/read-edits.ts";
import { type RecordedAnswer, recordedAnswers, symbolAt } from "../../support/recorded-edits.ts";
import { percent } from "./long-files.ts";

export interface RecordedFigures {
  recordedAnswers: number;
  /** Of the answers with nothing to refuse: carried out exactly. */
  editApplyPct: number;
  /** Answers of which anything but the right part was carried out. */
  unsafeAccepted: number;
}

export function recordedFigures(): RecordedFigures {
  const cases = recordedAnswers();
  const exact = cases.map((each) => isExact(each));
  const applicable = cases.map(({ refused }) => refused.length === 0);
  return {
    recordedAnswers: cases.length,
    editApplyPct: percent(exact.filter((is, at) => is && applicable[at]).length, applicable.filter(Boolean).length),
    unsafeAccepted: exact.filter((is, at) => !is && !applicable[at]).length,
  };
}

function isExact({ name, files, says, becomes }: RecordedAnswer): boolean {
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
