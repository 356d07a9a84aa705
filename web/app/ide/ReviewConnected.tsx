import { useStore } from "zustand";
import type { Bill } from "../../../shared/agent/bill.ts";
import type { Desk } from "../../assistant/tasks/desk.ts";
import type { Note } from "../../assistant/tasks/task.ts";
import { ReviewPane } from "../../editor/review/ReviewPane.tsx";
import type { TasksMessages } from "../../i18n/tasks/en.ts";
import { useTasksText } from "../../i18n/tasks/text.ts";
import css from "./Ide.module.css";

/** The review of what the assistant's task would change, over the editor. */
export function ReviewConnected({ desk, onClose }: { desk: Desk; onClose(): void }) {
  const text = useTasksText();
  const state = useStore(desk.store);
  if (state.phase !== "review") return undefined;
  const { task, files, notes, bill } = state;
  return (
    <div className={css["over"]}>
      <ReviewPane
        title={text.review(text.names[task])}
        notes={[...notes.map((note) => noteText(note, text)), ...billText(bill, text)]}
        files={files}
        onDecided={(decided) => {
          desk.keep(decided);
          onClose();
        }}
      />
    </div>
  );
}

function noteText(note: Note, text: TasksMessages): string {
  switch (note.kind) {
    case "static":
      return text.static;
    case "refused":
      return text.refused(note.count);
    case "missing":
      return text.missing(named(note.symbols, text));
    case "tests": {
      const { passed, failed } = note;
      const counts = text.tests(passed, failed.length);
      return failed.length ? `${counts}, ${text.red(named(failed, text))}` : counts;
    }
    case "not-run":
      return text.notRun;
    case "said":
      return note.text;
  }
}

const maxNames = 5;

function named(names: readonly string[], text: TasksMessages): string {
  const shown = names.slice(0, maxNames).join(", ");
  return names.length > maxNames ? `${shown} ${text.more(names.length - maxNames)}` : shown;
}

function billText({ calls, tokens, cost }: Bill, text: TasksMessages): string[] {
  return calls.length ? [text.bill(calls.length, tokens, cost?.toPrecision(2))] : [];
}
