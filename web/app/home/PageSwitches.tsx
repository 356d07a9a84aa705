import { Contrast, Moon, Sun } from "lucide-react";
import { useText } from "../../i18n/text.tsx";
import type { Locale, Theme } from "../../state/settings.ts";
import { Button, IconButton } from "../../ui/Button.tsx";

export interface PageSwitchesProps {
  /** The colours painted now. */
  theme: Exclude<Theme, "system">;
  locale: Locale;
  onTheme(theme: Theme): void;
  onLocale(locale: Locale): void;
}

const icons = { dark: Moon, light: Sun, contrast: Contrast };
const nextTheme = { dark: "light", light: "contrast", contrast: "dark" } as const;

/** Language and theme, one press each. */
export function PageSwitches({ theme, locale, onTheme, onLocale }: PageSwitchesProps) {
  const text = useText();
  const other = locale === "en" ? "zh-CN" : "en";
  const names = {
    dark: text.settings.themeDark,
    light: text.settings.themeLight,
    contrast: text.settings.themeContrast,
  };
  return (
    <>
      <Button
        look="plain"
        lang={other}
        aria-label={`${text.status.switchLanguage} ${text.status.switchLanguageLabel}`}
        onClick={() => onLocale(other)}
      >
        {text.status.switchLanguage}
      </Button>
      <IconButton
        label={text.status.theme(names[theme])}
        icon={icons[theme]}
        onClick={() => onTheme(nextTheme[theme])}
      />
    </>
  );
}
