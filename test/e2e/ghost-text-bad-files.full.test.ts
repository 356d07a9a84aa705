/** Ghost text in files it is not made for: typing goes on, nothing throws, and what is shown is clean. */
import { describe, expect, it } from "vitest";
import { startGhostPage } from "../support/ghost-driver.ts";
import { badFiles } from "../support/ghost-files.ts";

const on = startGhostPage();
const { errors, ghost, press, settle } = on;

describe("files that are too large or no text", () => {
  it.each(Object.entries(badFiles))(
    "%s: what is typed stands there, and what is suggested can be taken",
    async (name, file) => {
      await on.page.evaluate(async ({ unit, count, before, language }) => {
        window.ghost.local = ({ prefix }) => (prefix.endsWith("= ") ? "load(first);" : undefined);
        const doc = unit.repeat(count) + before;
        const middle = doc.lastIndexOf("\n", doc.length / 2) + 1;
        await window.ghost.open(doc, { language, caret: before ? doc.length : middle });
      }, file);
      await on.page.keyboard.type("const again = ");
      const line = () =>
        on.page.evaluate(() => {
          const { doc, selection } = window.ghost.view.state;
          const { from } = doc.lineAt(selection.main.head);
          return doc.sliceString(Math.max(from, selection.main.head - 40), selection.main.head);
        });
      const onLongLine = name === "onLine5MB";
      if (onLongLine) {
        await settle();
        expect(await ghost()).toEqual([]);
      } else {
        await expect.poll(ghost).toEqual(["load(first);"]);
        await press("Tab");
      }
      expect(await line()).toContain(onLongLine ? "const again = " : "const again = load(first);");
      expect(errors).toEqual([]);
    },
  );

  it("special tokens in the person's own file stay, and a suggestion is cut at them", async () => {
    await on.open("const marks = '<|fim_middle|>';\nconst a", "load();<|fim_middle|>more();");
    await on.type(" = ");
    await expect.poll(ghost).toEqual(["load();"]);
    await press("Tab");
    expect(await on.text()).toBe("const marks = '<|fim_middle|>';\nconst a = load();");
  });
});
