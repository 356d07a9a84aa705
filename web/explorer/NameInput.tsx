import { useId, useState } from "react";
import type { Messages } from "../i18n/en.ts";
import { useText } from "../i18n/text.tsx";
import css from "./NameInput.module.css";

interface NameInputProps {
  initial: string;
  problemOf(name: string): keyof Messages["files"]["problems"] | undefined;
  onDone(name: string): void;
  onCancel(): void;
}

/** A name typed in place: Enter keeps it, Escape or leaving it empty drops it, a bad name says why. */
export function NameInput({ initial, problemOf, onDone, onCancel }: NameInputProps) {
  const text = useText();
  const [name, setName] = useState(initial);
  const [touched, setTouched] = useState(false);
  const hint = useId();
  const problem = touched ? problemOf(name) : undefined;
  const finish = () => {
    if (name.trim() === "" || name === initial || problemOf(name)) onCancel();
    else onDone(name.trim());
  };
  return (
    <span className={css["box"]}>
      <input
        className={css["input"]}
        aria-label={text.files.nameLabel}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? hint : undefined}
        value={name}
        spellCheck={false}
        autoComplete="off"
        ref={selectStem}
        onChange={(event) => {
          setName(event.target.value);
          setTouched(true);
        }}
        onBlur={finish}
        onClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") onCancel();
          if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
          setTouched(true);
          if (name === initial || !problemOf(name)) finish();
        }}
      />
      {problem && (
        <span id={hint} role="alert" className={css["problem"]}>
          {text.files.problems[problem]}
        </span>
      )}
    </span>
  );
}

/** Focuses the field with the name selected up to its extension. */
function selectStem(input: HTMLInputElement | null) {
  if (!input || document.activeElement === input) return;
  input.focus();
  const dot = input.value.lastIndexOf(".");
  input.setSelectionRange(0, dot > 0 ? dot : input.value.length);
}
