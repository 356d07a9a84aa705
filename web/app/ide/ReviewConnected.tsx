import { useStore } from "zustand";
import type { Bill } from "../../../shared/agent/bill.ts";
import type { Desk } from "../../assistant/tasks/desk.ts";
import { ReviewPane } from "../../editor/review/ReviewPane.tsx";
import type { TasksMessages } from "../../i18n/tasks/en.ts";
import { useTasksText } from "../../i18n/tasks/text.ts";
import css from "./Ide.module.css";

/** The review of what the assistant's task would change, over the editor. */
export function ReviewConnected({ desk, onClose }: { desk: Desk; onClose(): void }) {
  const text = useTasksText();
  const state = useStore(desk.store);
  if (state.phase !== "review") return undefined;
  const { task, files, refused, bill } = state;
  const notes = [billText(bill, text), ...(refused.length ? [text.refused(refused.length)] : [])];
  return (
    <div className={css["over"]}>
      <ReviewPane
        title={text.review(text.names[task])}
        notes={notes}
        files={files}
        onDecided={(decided) => {
          desk.keep(decided);
          onClose();
        }}
      />
    </div>
  );
}

function billText({ calls, tokens, cost }: Bill, text: TasksMessages): string {
  return text.bill(calls.length, tokens, cost === undefined ? undefined : cost.toPrecision(2));
}
