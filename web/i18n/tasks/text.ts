/** The words of the assistant's tasks in the language of the page. */
import { useLanguage } from "../text.tsx";
import { type TasksMessages, tasksEn } from "./en.ts";
import { tasksZhCn } from "./zh-cn.ts";

export function useTasksText(): TasksMessages {
  return tasksText(useLanguage().locale);
}

export function tasksText(locale: string): TasksMessages {
  return locale === "en" ? tasksEn : tasksZhCn;
}
