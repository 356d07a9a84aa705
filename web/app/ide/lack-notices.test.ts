import { expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { zhCn } from "../../i18n/zh-cn.ts";
import { createNotices } from "../../state/notices.ts";
import { noticesOfLacks } from "./lack-notices.ts";

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
}

test("a person is told of each lack in their language", () => {
  expect(noticesOfLacks(["isolation", "stack-frames"], memory(), en).map(({ text }) => text)).toEqual([
    en.lacks.isolation,
    en.lacks["stack-frames"],
  ]);
  expect(noticesOfLacks(["stack-frames"], memory(), zhCn)[0]?.text).toBe(zhCn.lacks["stack-frames"]);
});

test("what was dismissed is not said again, the rest is", () => {
  const storage = memory();
  const notices = createNotices();
  const ids = noticesOfLacks(["isolation", "stack-frames"], storage, en).map((notice) => notices.show(notice));
  notices.dismiss(ids[1] ?? 0);
  expect(noticesOfLacks(["isolation", "stack-frames"], storage, en).map(({ text }) => text)).toEqual([
    en.lacks.isolation,
  ]);
});

test("a browser that lacks nothing says nothing, whatever is kept", () => {
  const storage = memory();
  storage.setItem("glasshouse.lacks-seen", "{broken");
  expect(noticesOfLacks([], storage, en)).toEqual([]);
  expect(noticesOfLacks(["isolation"], storage, en).length).toBe(1);
});
