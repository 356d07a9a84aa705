/** The words of what is told without a model; facts stand between them. */
import { words as en } from "./words-en.ts";
import { words as zhCn } from "./words-zh-cn.ts";

export type StaticLanguage = "en" | "zh-CN";
export type StaticWords = typeof en;

export function staticWords(language: StaticLanguage): StaticWords {
  return language === "en" ? en : zhCn;
}
