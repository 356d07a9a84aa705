/** The words of the whole project in the language of the page. */
import { useLanguage } from "../text.tsx";
import { type ProjectMessages, projectEn } from "./en.ts";
import { projectZhCn } from "./zh-cn.ts";

export function useProjectText(): ProjectMessages {
  return useLanguage().locale === "en" ? projectEn : projectZhCn;
}
