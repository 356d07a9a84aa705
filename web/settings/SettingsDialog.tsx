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
      <Field label={words.theme}>
        {(field) => (
          <Select
            {...field}
            value={settings.theme}
            onChange={(event) => onChange({ theme: pick(themes, event.target.value) })}
          >
            {themes.map((theme) => (
              <option key={theme} value={theme}>
                {themeNames[theme]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.language}>
        {(field) => (
          <Select
            {...field}
            value={settings.locale}
            onChange={(event) => onChange({ locale: pick(locales, event.target.value) })}
          >
            {locales.map((locale) => (
              <option key={locale} value={locale} lang={locale}>
                {localeNames[locale]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.fontSize}>
        {(field) => (
          <Select
            {...field}
            value={settings.fontSize}
            onChange={(event) => onChange({ fontSize: pick(fontSizes, Number(event.target.value)) })}
          >
            {fontSizes.map((size) => (
              <option key={size} value={size}>
                {words.pixels(size)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.assistant} hint={words.assistantHint}>
        {(field) => (
          <Switch
            {...field}
            checked={settings.assistant}
            onChange={(event) => onChange({ assistant: event.target.checked })}
          />
        )}
      </Field>
      <Field label={words.screenReader} hint={words.screenReaderHint}>
        {(field) => (
          <Switch
            {...field}
            checked={settings.screenReader}
            onChange={(event) => onChange({ screenReader: event.target.checked })}
          />
        )}
      </Field>
    </Dialog>
  );
}
