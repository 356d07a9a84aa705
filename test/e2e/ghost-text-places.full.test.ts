/** Ghost text where it is asked for, where it may not be, and what of the page it leaves alone. */
import { describe, expect, it } from "vitest";
import { startGhostPage } from "../support/ghost-driver.ts";

const on = startGhostPage();
const { choice, errors, ghost, open, press, settle, text, type } = on;

describe("other suggestions", () => {
  const others = (...texts: string[]) =>
    on.page.evaluate((given) => {
      window.ghost.others = given;
    }, texts);

  it("are shown one after another, there and back, and the shown one is taken", async () => {
    await open("const a", "loadUser(id);");
    await others("loadUser(id);", "fetchAll();", "readFile(path);");
    await type(" = ");
    await expect.poll(ghost).toEqual(["loadUser(id);"]);
    expect(await choice()).toBe("");
    await press("Alt+]");
    await expect.poll(ghost).toEqual(["fetchAll();"]);
    expect(await choice()).toBe("2/3");
    await press("Alt+]");
    expect([await ghost(), await choice()]).toEqual([["readFile(path);"], "3/3"]);
    await press("Alt+]");
    expect([await ghost(), await choice()]).toEqual([["loadUser(id);"], "1/3"]);
    await press("Alt+[");
    await press("Alt+[");
    expect([await ghost(), await choice()]).toEqual([["fetchAll();"], "2/3"]);
    await expect.poll(() => on.page.getByRole("status").textContent()).toBe("fetchAll();");
    await press("Tab");
    expect(await text()).toBe("const a = fetchAll();");
  });

  it("the list of names gives way to them", async () => {
    await open("const a", "loadUser(id);");
    await others("fetchAll();");
    await on.page.evaluate(() => {
      window.ghost.popup = ["loadUser"];
    });
    await type(" = lo");
    await on.page.locator(".cm-tooltip-autocomplete").waitFor();
    await expect.poll(ghost).toEqual(["adUser(id);"]);
    await press("Alt+]");
    await expect.poll(ghost).toEqual(["fetchAll();"]);
    expect(await on.page.locator(".cm-tooltip-autocomplete").count()).toBe(0);
    await on.page.evaluate(() => {
      window.ghost.popup = [];
    });
  });

  it("a model's late answer does not take the place of a chosen one", async () => {
    await open("const a", "loadUser(id);");
    await others("fetchAll();");
    await type(" = ");
    await on.called(1);
    await press("Alt+]");
    await expect.poll(ghost).toEqual(["fetchAll();"]);
    await on.hear(0, "somethingElse();");
    await settle();
    expect(await ghost()).toEqual(["fetchAll();"]);
  });

  it("without any other the person sees that there is one, and without a ghost the keys are the editor's", async () => {
    await open("const a", "loadUser(id);");
    await type(" = ");
    await expect.poll(ghost).toEqual(["loadUser(id);"]);
    await press("Alt+]");
    await expect.poll(choice).toBe("1/1");
    await press("Escape");
    await press("Alt+]");
    expect([await ghost(), await choice()]).toEqual([[], ""]);
    expect(errors).toEqual([]);
  });
});

describe("places", () => {
  it("with several carets it stands at the main one and is written there alone", async () => {
    await open("a\nb", "load();");
    await on.page.evaluate(() => window.ghost.select(1, 3));
    await type(" = ");
    await expect.poll(ghost).toEqual(["load();"]);
    await press("Tab");
    expect(await text()).toBe("a = load();\nb = ");
  });

  it("is not shown after a selection was deleted or cut", async () => {
    for (const key of ["Backspace", "Control+x"]) {
      await open("const a = load", "load();");
      await on.page.evaluate(() => window.ghost.view.dispatch({ selection: { anchor: 10, head: 14 } }));
      await press(key);
      await on.page.waitForTimeout(150);
      expect([await text(), await ghost()]).toEqual(["const a = ", []]);
    }
  });

  it("each part that is taken is one undo step", async () => {
    await open("const a", "load(id, name);");
    await type(" = ");
    await expect.poll(ghost).toEqual(["load(id, name);"]);
    await press("Control+ArrowRight");
    await press("Control+ArrowRight");
    await press("Tab");
    expect(await text()).toBe("const a = load(id, name);");
    await press("Control+z");
    expect(await text()).toBe("const a = load(");
    await press("Control+z");
    expect(await text()).toBe("const a = load");
    await press("Control+z");
    expect(await text()).toBe("const a = ");
    expect(await ghost()).toEqual([]);
  });

  it("turned off in the middle it is gone at once, and turned on again it comes back with the next key", async () => {
    const turn = (enabled: boolean) =>
      on.page.evaluate((now) => {
        window.ghost.enabled = now;
        window.ghost.turned();
      }, enabled);
    await open("const a", "load();");
    await type(" = ");
    await expect.poll(ghost).toEqual(["load();"]);
    await turn(false);
    expect(await ghost()).toEqual([]);
    await press("Tab");
    expect(await text()).not.toContain("load();");
    await turn(true);
    await type("\nb = ");
    await expect.poll(ghost).toEqual(["load();"]);
  });

  it("a suggestion with which the file parses worse is not shown", async () => {
    await open("const total = 1;\nconst a", "const b c d", { language: "typescript" });
    await type(" = ");
    await on.page.waitForTimeout(100);
    expect(await ghost()).toEqual([]);
    await open("const total = 1;\nconst a", "load<Item>(total);", { language: "typescript" });
    await type(" = ");
    await expect.poll(ghost).toEqual(["load<Item>(total);"]);
  });

  it("several lines do not move the caret's line, and the lines below come back to their place", async () => {
    const doc = "const first = 1;\nconst a\nconst last = 2;\n";
    await open(doc, "load(\n  id,\n  name,\n);", { caret: 24 });
    const tops = () =>
      on.page.evaluate(() =>
        [...document.querySelectorAll(".cm-line")].map((line) => line.getBoundingClientRect().top),
      );
    const before = await tops();
    await type(" = ");
    await expect.poll(ghost).toHaveLength(2);
    const shown = await tops();
    expect(shown.slice(0, 2)).toEqual(before.slice(0, 2));
    await press("Escape");
    expect(await tops()).toEqual(before);
  });

  it("nothing is asked while a word is composed, and once it is there the next suggestion comes", async () => {
    await open("const a =", "加载();");
    await on.composing(async (session) => {
      await session.send("Input.imeSetComposition", { text: " ni", selectionStart: 3, selectionEnd: 3 });
      await on.page.waitForTimeout(120);
      expect([await ghost(), await on.calls()]).toEqual([[], []]);
      await session.send("Input.insertText", { text: " " });
    });
    await expect.poll(ghost).toEqual(["加载();"]);
    await press("Tab");
    expect(await text()).toBe("const a = 加载();");
  });
});
