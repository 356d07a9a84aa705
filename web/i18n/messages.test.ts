import { expect, test } from "vitest";
import { adminEn } from "./admin/en.ts";
import { adminZhCn } from "./admin/zh-cn.ts";
import { agentEn } from "./agent/en.ts";
import { agentZhCn } from "./agent/zh-cn.ts";
import { chatEn } from "./chat/en.ts";
import { chatZhCn } from "./chat/zh-cn.ts";
import { en } from "./en.ts";
import { projectEn } from "./project/en.ts";
import { projectZhCn } from "./project/zh-cn.ts";
import { tasksEn } from "./tasks/en.ts";
import { tasksZhCn } from "./tasks/zh-cn.ts";
import { zhCn } from "./zh-cn.ts";

const english = { ...en, agent: agentEn, admin: adminEn, chat: chatEn, project: projectEn, tasks: tasksEn };
const chinese = { ...zhCn, agent: agentZhCn, admin: adminZhCn, chat: chatZhCn, project: projectZhCn, tasks: tasksZhCn };

/** Every string of a language by its path; functions are called with stand-ins. */
function leaves(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value("⟨a⟩", "⟨b⟩"))]];
  return Object.entries(value ?? {}).flatMap(([key, below]) => leaves(below, `${path}.${key}`));
}

/** Names, code and the switch to the other language stay as they are. */
const same = [
  ".product",
  ".templates.react.name",
  ".templates.static.about",
  ".palette.language",
  ".terminal.nth",
  ".status.switchLanguage",
  ".status.switchLanguageLabel",
];

test("every Chinese string has Chinese in it", () => {
  const left = leaves(chinese).filter(([path, text]) => !same.includes(path) && !/\p{Script=Han}/u.test(text));
  expect(left).toEqual([]);
});

test("both languages name the same things and no string is empty", () => {
  expect(leaves(chinese).map(([path]) => path)).toEqual(leaves(english).map(([path]) => path));
  expect([...leaves(english), ...leaves(chinese)].filter(([, text]) => text.trim() === "")).toEqual([]);
});

test("a translation keeps every value that the English has", () => {
  const translated = new Map(leaves(chinese));
  const lost = leaves(english).filter(([path, text]) =>
    ["⟨a⟩", "⟨b⟩"].some((mark) => text.includes(mark) && !translated.get(path)?.includes(mark)),
  );
  expect(lost).toEqual([]);
});
