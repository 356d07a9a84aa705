import { type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, useId } from "react";
import { classes } from "./classes.ts";
import css from "./Field.module.css";

interface FieldNames {
  id: string;
  "aria-describedby": string | undefined;
}

/** A named control with its hint; the control gets its id and description. */
export function Field(props: { label: string; hint?: string; children(names: FieldNames): ReactNode }) {
  const id = useId();
  const hintId = useId();
  return (
    <div className={css["field"]}>
      <label htmlFor={id}>{props.label}</label>
      {props.hint && (
        <span id={hintId} className={css["hint"]}>
          {props.hint}
        </span>
      )}
      <span className={css["control"]}>
        {props.children({ id, "aria-describedby": props.hint ? hintId : undefined })}
      </span>
    </div>
  );
}

export function Select({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select {...rest} className={classes(css["select"], className)} />;
}

interface TextInputProps extends InputHTMLAttributes<HTMLInputElement> {
  ref?: Ref<HTMLInputElement>;
}

export function TextInput({ className, ...rest }: TextInputProps) {
  return <input type="text" autoComplete="off" {...rest} className={classes(css["input"], className)} />;
}

/** An on-off choice that applies at once. */
export function Switch(props: Omit<InputHTMLAttributes<HTMLInputElement>, "type" | "role">) {
  return <input {...props} type="checkbox" role="switch" aria-checked={props.checked} className={css["switch"]} />;
}
