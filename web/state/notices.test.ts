import { expect, test } from "vitest";
import { stateLimits } from "./limits.ts";
import { createNotices } from "./notices.ts";

test("the oldest message gives way when there are too many", () => {
  const notices = createNotices();
  for (let count = 0; count <= stateLimits.notices; count++) notices.show({ tone: "plain", text: `${count}` });
  expect(notices.getState().map(({ text }) => text)).toEqual(["1", "2", "3", "4"]);
});

test("a dismissed message is gone and the others stay", () => {
  const notices = createNotices();
  const first = notices.show({ tone: "error", text: "a" });
  notices.show({ tone: "ok", text: "b" });
  notices.dismiss(first);
  expect(notices.getState().map(({ text }) => text)).toEqual(["b"]);
});

test("a message hears of its own dismissal, not of giving way", () => {
  const notices = createNotices();
  const heard: string[] = [];
  const first = notices.show({ tone: "plain", text: "a", onDismiss: () => heard.push("a") });
  notices.show({ tone: "plain", text: "b", onDismiss: () => heard.push("b") });
  notices.dismiss(first);
  for (let count = 0; count < stateLimits.notices; count++) notices.show({ tone: "plain", text: `${count}` });
  expect(heard).toEqual(["a"]);
});
