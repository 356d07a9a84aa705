/** The words of the owner's page in the language of the page. */
import { useLanguage } from "../text.tsx";
import { type AdminMessages, adminEn } from "./en.ts";
import { adminZhCn } from "./zh-cn.ts";

export function useAdminText(): AdminMessages {
  return useLanguage().locale === "en" ? adminEn : adminZhCn;
}
