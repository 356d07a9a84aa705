import { localeNames } from "../i18n/locale-names.ts";
import { useText } from "../i18n/text.tsx";
import { fontSizes, locales, type Settings, themes } from "../state/settings.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Field, Select, Switch } from "../ui/Field.tsx";
import { pick } from "./pick.ts";

interface SettingsDialogProps {
  settings: Settings;
  onChange(change: Partial<Settings>): void;
  onClose(): void;
}

/** A person's own choices; each applies at once. */
export function SettingsDialog({ settings, onChange, onClose }: SettingsDialogProps) {
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

function OnOff(props: { label: string; hint: string; on: boolean; onChange(on: boolean): void }) {
  return (
    <Field label={props.label} hint={props.hint}>
      {(field) => <Switch {...field} checked={props.on} onChange={(event) => props.onChange(event.target.checked)} />}
    </Field>
  );
}
