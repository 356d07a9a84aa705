import { useProjectText } from "../../i18n/project/text.ts";
import { classes } from "../../ui/classes.ts";
import { ProgressView } from "./ProgressView.tsx";
import css from "./ProjectPanel.module.css";
import type { ReportState } from "./state.ts";

/** What holds, what does not, and what it has cost: from the files and the engine, not from what a model says. */
export function ReportView({ state }: { state: ReportState }) {
  const text = useProjectText();
  const { generated, conflicts, bill, undo, undoLeft, isStale, progress } = state;
  const { report, end, changedTests, kept, written } = generated;
  const cost = bill.cost === undefined ? undefined : bill.cost.toPrecision(2);
  const told = ({ path, message }: { path: string; message: string }) => `${path}: ${message}`;
  const lists = {
    items: report.items,
    files: report.files.map(told),
    exports: report.exports.map(({ path, name }) => `${path}: ${name}`),
    problems: report.problems.map(told),
    redTests: report.redTests.map(({ path, name, message = "" }) => `${path}: ${name}\n${message}`.trim()),
    untested: report.untested,
    changedTests,
    kept,
    conflicts,
  };
  return (
    <>
      <p className={classes(css["end"], css[end])} role="status">
        {undo === "done" ? (undoLeft ? text.undoneBut(undoLeft) : text.undone) : text.ends[end]}
      </p>
      <p className={css["hint"]}>
        {text.holds(written.length, report.ran - report.redTests.length)} ·{" "}
        {text.bill(bill.calls.length, bill.tokens, cost)}
      </p>
      {isStale && <p className={css["warn"]}>{text.stale}</p>}
      {listNames.map((name) => (
        <Told key={name} title={text.unmet[name]} lines={lists[name]} />
      ))}
      <h3>{text.progress}</h3>
      <ProgressView progress={progress} />
    </>
  );
}

const listNames = [
  "redTests",
  "problems",
  "files",
  "exports",
  "untested",
  "items",
  "changedTests",
  "conflicts",
  "kept",
] as const;

function Told({ title, lines }: { title: string; lines: readonly string[] }) {
  if (!lines.length) return undefined;
  return (
    <>
      <h3 className={css["warn"]}>{title}</h3>
      <ul className={css["plain"]}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
