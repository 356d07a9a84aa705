import { useRef } from "react";
import type { Messages } from "../i18n/en.ts";
import { useText } from "../i18n/text.tsx";
import type { BrowserModelState } from "../state/browser-model.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import css from "./BrowserModel.module.css";

interface BrowserModelProps {
  model: BrowserModelState;
  onFile(file: File): Promise<void>;
  onRemove(): Promise<void>;
}

/** Chooses a model file to run in this browser, says how far it is, and lets it go again. */
export function BrowserModel({ model, onFile, onRemove }: BrowserModelProps) {
  const text = useText();
  const words = text.browserModel;
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <Field label={words.label} hint={words.hint}>
        {(field) => (
          <span className={css["buttons"]}>
            {model.phase !== "none" && (
              <Button aria-label={words.removeFile(model.file)} onClick={() => void onRemove()}>
                {words.remove}
              </Button>
            )}
            <Button {...field} onClick={() => picker.current?.click()}>
              {model.phase === "none" ? words.choose : words.chooseAnother}
            </Button>
          </span>
        )}
      </Field>
      <input
        ref={picker}
        type="file"
        accept=".gguf"
        hidden
        aria-label={words.label}
        onChange={({ target }) => {
          const file = target.files?.[0];
          // The same file may be chosen again.
          target.value = "";
          if (file) void onFile(file);
        }}
      />
      <output className={css["state"]} data-tone={model.phase === "failed" ? "bad" : "plain"}>
        {sentence(model, text)}
      </output>
    </>
  );
}

function sentence(model: BrowserModelState, { browserModel: words }: Messages): string {
  switch (model.phase) {
    case "none":
      return words.none;
    case "resting":
      return words.resting(model.file);
    case "loading":
      return words.loading(model.file);
    case "failed":
      return words.failed(model.file, `${words.problems[model.problem]} ${model.detail}`.trim());
    case "ready":
      if (model.kept === undefined) return words.notKept(model.model);
      return model.kept < 1 ? words.keeping(model.model, Math.floor(model.kept * 100)) : words.ready(model.model);
  }
}
