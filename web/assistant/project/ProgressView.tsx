import type { FileProgress } from "../../../shared/agent/project/generate.ts";
import { useProjectText } from "../../i18n/project/text.ts";
import { classes } from "../../ui/classes.ts";
import css from "./ProjectPanel.module.css";

/** How far each file is. */
export function ProgressView({ progress }: { progress: readonly FileProgress[] }) {
  const text = useProjectText();
  return (
    <ol className={css["progress"]} aria-label={text.progress}>
      {progress.map(({ path, state, reason }) => (
        <li key={path}>
          <code>{path}</code>
          <span className={classes(css["kind"], toneOf(state))}>{text.states[state]}</span>
          {reason !== undefined && <p className={css["reason"]}>{reason}</p>}
        </li>
      ))}
    </ol>
  );
}

function toneOf(state: FileProgress["state"]): string | undefined {
  if (state === "writing" || state === "fixing" || state === "written") return css["accent"];
  return state === "refused" ? css["bad"] : undefined;
}
