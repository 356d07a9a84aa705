/** The words of the chosen language, for every component below the provider. */
import { createContext, type ReactNode, use } from "react";
import { en, type Messages } from "./en.ts";

export interface Language {
  locale: "en" | "zh-CN";
  text: Messages;
}

const LanguageContext = createContext<Language>({ locale: "en", text: en });

export function LanguageProvider(props: { language: Language; children: ReactNode }) {
  return <LanguageContext value={props.language}>{props.children}</LanguageContext>;
}

/** The words to show: `text.home.headline`. */
export function useText(): Messages {
  return use(LanguageContext).text;
}

/** The language itself, for dates and numbers. */
export function useLanguage(): Language {
  return use(LanguageContext);
}

/** Loads the words of `locale`; English is always there. */
export async function loadLanguage(locale: Language["locale"]): Promise<Language> {
  if (locale === "en") return { locale, text: en };
  const { zhCn } = await import("./zh-cn.ts");
  return { locale, text: zhCn };
}
