/** What a person chose for themselves: kept in this browser, the same in every project. */
import * as v from "valibot";
import { createStore, type StoreApi } from "zustand/vanilla";

export const themes = ["system", "dark", "light", "contrast"] as const;
export type Theme = (typeof themes)[number];
export const locales = ["en", "zh-CN"] as const;
export type Locale = (typeof locales)[number];
export const fontSizes = [11, 12, 13, 14, 15, 16, 18, 20] as const;

const settingsSchema = v.object({
  theme: v.optional(v.picklist(themes)),
  locale: v.optional(v.picklist(locales)),
  fontSize: v.optional(v.picklist(fontSizes)),
  assistant: v.optional(v.boolean()),
  screenReader: v.optional(v.boolean()),
});

export interface Settings {
  theme: Theme;
  locale: Locale;
  /** CSS pixels of editor and terminal text. */
  fontSize: (typeof fontSizes)[number];
  /** One switch for every suggestion, local or from a model. */
  assistant: boolean;
  /** The terminal speaks its output. */
  screenReader: boolean;
}

export interface SettingsStore extends StoreApi<Settings> {
  /** Changes some settings and keeps them. */
  set(change: Partial<Settings>): void;
}

/** The part of `Storage` that settings and layout need. */
export interface KeptText {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const key = "glasshouse.settings";

/** Settings kept in `storage`; anything unreadable there falls back to the defaults. */
export function createSettings(storage: KeptText, browserLanguage: string): SettingsStore {
  const store = createStore<Settings>()(() => ({ ...defaults(browserLanguage), ...read(storage) }));
  return {
    ...store,
    set(change) {
      store.setState(change);
      storage.setItem(key, JSON.stringify(store.getState()));
    },
  };
}

/** The colours to paint: the chosen theme, or what the system asks for. */
export function paintedTheme(theme: Theme, system: { light: boolean; contrast: boolean }): Exclude<Theme, "system"> {
  if (theme !== "system") return theme;
  if (system.contrast) return "contrast";
  return system.light ? "light" : "dark";
}

function defaults(browserLanguage: string): Settings {
  const locale = browserLanguage.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
  return { theme: "system", locale, fontSize: 13, assistant: true, screenReader: false };
}

function read(storage: KeptText): Partial<Settings> {
  const parsed = v.safeParse(settingsSchema, parseJson(storage.getItem(key)));
  if (!parsed.success) return {};
  return Object.fromEntries(Object.entries(parsed.output).filter(([, value]) => value !== undefined));
}

/** The value of `text`, or undefined when it is not JSON. */
export function parseJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A half-written value is as good as none: the defaults apply.
    return undefined;
  }
}
