/** Edits of real long files by models that are good, lazy or wrong: what is lost, and what is covered or named. */
import { runLongFile } from "../../../shared/agent/long-file/run.ts";
import {
  answers,
  commented,
  exported,
  installed,
  longFiles,
  lostLines,
  marked,
  modelOf,
  path,
} from "../../support/long-file-models.ts";
import { portsOf } from "../../support/script-project.ts";

export interface LongFileFigures {
  longFileEdits: number;
  longFileLinesLostOutsideHunks: number;
  /** Of the symbols asked for: done, or named with the reason. */
  longFileCoveredPct: number;
  /** Of the symbols asked for: done. */
  longFileDonePct: number;
}

const signal = new AbortController().signal;

export async function longFileFigures(): Promise<LongFileFigures> {
  const total = { edits: 0, lost: 0, asked: 0, done: 0, told: 0 };
  const kinds = Object.keys(answers);
  for (const [at, name] of longFiles.entries()) {
    const text = installed(name);
    // Each file with two of the ways a model can be, so that each way is tried on two files.
    for (const kind of [kinds[at % kinds.length] ?? "", kinds[(at + 3) % kinds.length] ?? ""]) {
      for (const task of ["comment", "optimise"] as const) {
        const change = task === "comment" ? commented : marked;
        const ports = portsOf(new Map([[path, text]]), modelOf(kind, text, change));
        const done = await runLongFile({ task, language: "en", path, wants: exported }, ports, signal);
        const now = done.files.get(path) ?? text;
        const isSame = (one: string, other: string) => other === one || other === `${one} // faster`;
        total.lost += lostLines(text, now, isSame).length;
        total.edits += now.split(task === "comment" ? "/** Tells of " : " // faster").length - 1;
        total.asked += done.total;
        total.done += done.covered.length;
        total.told += done.missing.length;
        console.log(`${name} (${text.split("\n").length} lines), ${task}, ${kind}: ${done.done} of ${done.total}`);
      }
    }
  }
  return {
    longFileEdits: total.edits,
    longFileLinesLostOutsideHunks: total.lost,
    longFileCoveredPct: percent(total.done + total.told, total.asked),
    longFileDonePct: percent(total.done, total.asked),
  };
}

export function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 1_000) / 10;
}
