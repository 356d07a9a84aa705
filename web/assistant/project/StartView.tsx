import { useProjectText } from "../../i18n/project/text.ts";
import css from "./ProjectPanel.module.css";
import type { PlanState, StartState } from "./state.ts";

/** What the specification asks for, or the place to say it. */
export function StartView({
  state,
  onDescribe,
}: {
  state: StartState | PlanState;
  onDescribe?(description: string): void;
}) {
  const text = useProjectText();
  const { items } = state.ground;
  const asking = items.filter(({ kind }) => kind !== "section").length;
  const isDescribed = !items.some(({ path }) => path.startsWith("spec/")) || state.description !== "";
  return (
    <>
      {isDescribed && (
        <label className={css["describe"]}>
          {text.describe}
          <span className={css["hint"]}>{text.describeHint}</span>
          <textarea
            rows={6}
            value={state.description}
            readOnly={!onDescribe}
            onChange={(event) => onDescribe?.(event.target.value)}
          />
        </label>
      )}
      {items.length > 0 && (
        <>
          <h3>{text.items(items.length)}</h3>
          {!state.hasModel && asking > 0 && <p className={css["warn"]}>{text.uncovered(asking)}</p>}
          <ul className={css["items"]}>
            {items.map((item) => (
              <li key={item.id} className={css["item"]}>
                <code>{item.id}</code>
                <span className={css["kind"]}>{text.kinds[item.kind]}</span>
                <span className={css["said"]}>{item.text}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
