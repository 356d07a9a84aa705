import { expect, test } from "vitest";
import { en } from "./en.ts";
import { timeAgo } from "./time-ago.ts";
import { zhCn } from "./zh-cn.ts";

const now = new Date(2026, 10, 25, 15, 0).getTime();
const minute = 60_000;
const hour = 60 * minute;

test.each([
  [10_000, "just now", "刚刚"],
  [minute, "a minute ago", "1 分钟前"],
  [59 * minute, "59 minutes ago", "59 分钟前"],
  [3 * hour, "3 hours ago", "3 小时前"],
  [20 * hour, "yesterday", "昨天"],
  [48 * hour, "Monday", "星期一"],
  [400 * 24 * hour, "Oct 21, 2025", "2025年10月21日"],
])("%i ms ago reads %s", (ago, english, chinese) => {
  expect(timeAgo(now - ago, now, "en", en)).toBe(english);
  expect(timeAgo(now - ago, now, "zh-CN", zhCn)).toBe(chinese);
});
