import { expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { noticeOfReplacement } from "./recovery.ts";

test("after a replacement the person is told what became of their copy", () => {
  expect(noticeOfReplacement({ reason: "edit-refused", message: "" }, en)).toEqual({
    tone: "error",
    text: en.recovery.editRefused,
  });
  expect(noticeOfReplacement({ reason: "rewritten" }, en)).toEqual({ tone: "ok", text: en.recovery.rewritten });
  expect(noticeOfReplacement({ reason: "kept-apart", forkedTo: "x" }, en)).toMatchObject({
    text: en.recovery.keptApart,
    action: { label: "Open it" },
  });
});
