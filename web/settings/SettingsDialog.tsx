import { useState } from "react";
import type { Dial } from "../../shared/access/dial.ts";
import { localeNames } from "../i18n/locale-names.ts";
import { useText } from "../i18n/text.tsx";
import type { BrowserModelState } from "../state/browser-model.ts";
import { fontSizes, locales, type Settings, themes } from "../state/settings.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field, Select, Switch, TextInput } from "../ui/Field.tsx";
import { BrowserModel } from "./BrowserModel.tsx";
import { pick } from "./pick.ts";
import { givesSuggestions, leavingOut, leftOut, withSuggestions } from "./project-dial.ts";

interface SettingsDialogProps {
  settings: Settings;
  onChange(change: Partial<Settings>): void;
  /** Shows what became of suggestions. */
  onFigures(): void;
  /** What the assistant may do in the open project. */
  dial: Dial;
  onDial(dial: Dial): void;
  /** Whether this person may turn the dial. */
  owner: boolean;
  browserModel: BrowserModelState;
  onModelFile(file: File): Promise<void>;
  onModelRemove(): Promise<void>;
  onClose(): void;
}

/** A person's own choices; each applies at once. */
export function SettingsDialog(props: SettingsDialogProps) {
  const { settings, onChange, onFigures, dial, onDial, owner, onClose } = props;
  const text = useText();
  const { settings: words } = text;
  const themeNames = {
    system: words.themeSystem,
    dark: words.themeDark,
    light: words.themeLight,
    contrast: words.themeContrast,
  };
  return (
    <Dialog title={words.title} body={words.keptHere} closeLabel={text.close} onClose={onClose}>
      <Choice
        label={words.theme}
        choices={themes}
        value={settings.theme}
        nameOf={(theme) => themeNames[theme]}
        onChoose={(theme) => onChange({ theme })}
      />
      <Choice
        label={words.language}
        choices={locales}
        value={settings.locale}
        nameOf={(locale) => localeNames[locale]}
        onChoose={(locale) => onChange({ locale })}
      />
      <Choice
        label={words.fontSize}
        choices={fontSizes}
        value={settings.fontSize}
        nameOf={(size) => words.pixels(size)}
        onChoose={(fontSize) => onChange({ fontSize })}
      />
      <OnOff
        label={words.assistant}
        hint={words.assistantHint}
        on={settings.assistant}
        onChange={(assistant) => onChange({ assistant })}
      />
      <OnOff
        label={words.projectAssistant}
        hint={owner ? words.projectAssistantHint : words.projectAssistantOwner}
        on={givesSuggestions(dial)}
        disabled={!owner}
        onChange={(on) => onDial(withSuggestions(dial, on))}
      />
      <LeftOut dial={dial} onDial={onDial} disabled={!owner} />
      <BrowserModel model={props.browserModel} onFile={props.onModelFile} onRemove={props.onModelRemove} />
      <Field label={words.figures} hint={words.figuresHint}>
        {(field) => (
          <Button {...field} onClick={onFigures}>
            {words.showFigures}
          </Button>
        )}
      </Field>
      <OnOff
        label={words.screenReader}
        hint={words.screenReaderHint}
        on={settings.screenReader}
        onChange={(screenReader) => onChange({ screenReader })}
      />
    </Dialog>
  );
}

interface ChoiceProps<Value extends string | number> {
  label: string;
  choices: readonly [Value, ...Value[]];
  value: Value;
  nameOf(value: Value): string;
  onChoose(value: Value): void;
}

function Choice<Value extends string | number>({ label, choices, value, nameOf, onChoose }: ChoiceProps<Value>) {
  return (
    <Field label={label}>
      {(field) => (
        <Select {...field} value={value} onChange={(event) => onChoose(pick(choices, event.target.value))}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {nameOf(choice)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function LeftOut({ dial, onDial, disabled }: { dial: Dial; onDial(dial: Dial): void; disabled: boolean }) {
  const { settings: words } = useText();
  const [typed, setTyped] = useState<string>();
  return (
    <Field label={words.leftOut} hint={words.leftOutHint}>
      {(field) => (
        <TextInput
          {...field}
          disabled={disabled}
          value={typed ?? leftOut(dial)}
          spellCheck={false}
          onBlur={() => setTyped(undefined)}
          onChange={(event) => {
            setTyped(event.target.value);
            onDial(leavingOut(dial, event.target.value));
          }}
        />
      )}
    </Field>
  );
}

interface OnOffProps {
  label: string;
  hint: string;
  on: boolean;
  disabled?: boolean;
  onChange(on: boolean): void;
}

function OnOff(props: OnOffProps) {
  const { on: checked, disabled } = props;
  return (
    <Field label={props.label} hint={props.hint}>
      {(field) => (
        <Switch
          {...field}
          checked={checked}
          disabled={disabled}
          onChange={(event) => props.onChange(event.target.checked)}
        />
      )}
    </Field>
  );
}
