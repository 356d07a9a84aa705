/** The words of the chat panel in the language of the page. */
import { useLanguage } from "../text.tsx";
import { type ChatMessages, chatEn } from "./en.ts";
import { chatZhCn } from "./zh-cn.ts";

export function useChatText(): ChatMessages {
  return useLanguage().locale === "en" ? chatEn : chatZhCn;
}
