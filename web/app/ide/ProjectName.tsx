import { useState } from "react";
import { useText } from "../../i18n/text.tsx";
import css from "./Bar.module.css";

/** The project's name; a press makes it a field, Enter keeps what was typed, Escape does not. */
export function ProjectName(props: { name: string; editable: boolean; onRename(name: string): void }) {
  const text = useText();
  const [typed, setTyped] = useState<string>();
  if (!props.editable) return <h1 className={css["name"]}>{props.name}</h1>;
  if (typed === undefined) {
    return (
      <h1 className={css["name"]}>
        <button
          type="button"
          aria-label={text.home.renameProject(props.name)}
          title={text.home.renameProject(props.name)}
          onClick={() => setTyped(props.name)}
        >
          {props.name}
        </button>
      </h1>
    );
  }
  const keep = () => {
    const name = typed.trim();
    setTyped(undefined);
    if (name !== "" && name !== props.name) props.onRename(name);
  };
  return (
    <input
      className={css["nameField"]}
      aria-label={text.bar.projectName}
      value={typed}
      size={Math.max(typed.length, 8)}
      ref={focusOnce}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Escape") setTyped(undefined);
        if (event.key === "Enter" && !event.nativeEvent.isComposing) keep();
      }}
    />
  );
}

function focusOnce(input: HTMLInputElement | null) {
  if (input && document.activeElement !== input) input.select();
}
