/** Ghost text under real keys in a real browser: what is shown, what is written, and when. */
import { describe, expect, it } from "vitest";
import { completionLimits } from "../../shared/completion/limits.ts";
import { startGhostPage } from "../support/ghost-driver.ts";

const on = startGhostPage();
const { calls, changes, errors, ghost, hear, open, press, settle, text, type } = on;

describe("ghost text", () => {
  it("appears while typing, is not in the document, and Tab takes all of it as one undo step", async () => {
    await open("const a", "loadUser(id);");
    await type(" = ");
    await expect.poll(ghost).toEqual(["loadUser(id);"]);
    expect(await text()).toBe("const a = ");
    await press("Tab");
    expect(await text()).toBe("const a = loadUser(id);");
    expect(await ghost()).toEqual([]);
    expect((await changes()).at(-1)).toEqual({ userEvent: "input.complete.ai", accepted: true });
    await press("Control+z");
    expect(await text()).toBe("const a = ");
    expect(await ghost()).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("what is typed right after accepting is an undo step of its own", async () => {
    await open("const a", "loadUser(id);");
    await type(" = ");
    await expect.poll(ghost).toEqual(["loadUser(id);"]);
    await on.page.keyboard.press("Tab");
    await on.page.keyboard.type("x");
    await press("Control+z");
    expect(await text()).toBe("const a = loadUser(id);");
  });

  it("hides while the popup has chosen something else, and Tab writes nothing that is not shown", async () => {
    await open("const a", "loadUser(id);");
    await on.page.evaluate(() => {
      window.ghost.popup = ["loadAll"];
    });
    await type(" = ");
    await expect.poll(ghost).toEqual(["loadUser(id);"]);
    await on.page.keyboard.type("lo");
    await on.page.locator(".cm-tooltip-autocomplete").getByText("loadAll").waitFor();
    await expect.poll(ghost).toEqual([]);
    await press("Tab");
    expect(await text()).not.toContain("loadUser");
    await press("Escape");
    await on.page.evaluate(() => {
      window.ghost.popup = [];
    });
  });

  it("Escape calls off a popup that is still on its way: Enter is a new line", async () => {
    await open("const a", "loadUser(id);");
    await on.page.evaluate(() => {
      window.ghost.popup = new Promise((resolve) => {
        window.addEventListener("popup-comes", () => resolve(["loadAll"]), { once: true });
      });
    });
    await type(" = ");
    await expect.poll(ghost).toEqual(["loadUser(id);"]);
    await type("lo");
    await expect.poll(ghost).toEqual(["adUser(id);"]);
    await press("Escape");
    await on.page.evaluate(async () => {
      window.dispatchEvent(new Event("popup-comes"));
      await new Promise((passed) => setTimeout(passed, 300));
      window.ghost.popup = [];
    });
    await press("Enter");
    expect(await text()).toBe("const a = lo\n");
  });

  it("types through, steps back, and is gone after another letter", async () => {
    await open("const a", "loadUser(id);");
    await type(" = ");
    await expect.poll(ghost).toEqual(["loadUser(id);"]);
    await type("lo");
    await expect.poll(ghost).toEqual(["adUser(id);"]);
    await press("Backspace");
    await expect.poll(ghost).toEqual(["oadUser(id);"]);
    await type("x");
    expect(await ghost()).toEqual([]);
    expect(await text()).toBe("const a = lx");
  });

  it("types through a bracket the editor closes by itself", async () => {
    await open("const a", "load(id, name);");
    await type(" = ");
    await expect.poll(ghost).toEqual(["load(id, name);"]);
    await type("load(");
    expect(await text()).toBe("const a = load()");
    await expect.poll(ghost).toEqual(["id, name);"]);
    await press("Tab");
    expect(await text()).toBe("const a = load(id, name);");
  });

  it("is taken word by word and line by line", async () => {
    await open("const a", "load(\n  id,\n);");
    await type(" = ");
    await expect.poll(ghost).toEqual(["load(", "  id,\n);"]);
    await press("Control+ArrowRight");
    expect(await text()).toBe("const a = load");
    await press("Control+ArrowDown");
    expect(await text()).toBe("const a = load(");
    await press("Control+ArrowDown");
    expect(await text()).toBe("const a = load(\n  id,");
    await press("Tab");
    expect(await text()).toBe("const a = load(\n  id,\n);");
  });

  it("Escape dismisses it, and then Tab indents", async () => {
    await open("const a", "load();");
    await type(" = ");
    await expect.poll(ghost).toEqual(["load();"]);
    await press("Escape");
    expect(await ghost()).toEqual([]);
    await press("Tab");
    expect(await text()).toBe("  const a = ");
  });

  it("is not shown after undo and paste, in a read-only editor, or in the middle of a word", async () => {
    await open("const a", "load();");
    await type(" = x");
    await press("Control+z");
    expect(await ghost()).toEqual([]);
    await open("const a", "load();");
    await on.page.evaluate(() => {
      const { view } = window.ghost;
      view.dispatch({ ...view.state.replaceSelection(" = "), userEvent: "input.paste" });
    });
    await settle();
    expect(await ghost()).toEqual([]);
    await open("const a = ", "load();", { readOnly: true });
    await type("= ");
    expect(await ghost()).toEqual([]);
    expect(await text()).toBe("const a = ");
  });

  it("switched off, nothing is asked and nothing is shown", async () => {
    await open("const a", "load();");
    await on.page.evaluate(() => {
      window.ghost.enabled = false;
    });
    await type(" = ");
    await on.page.waitForTimeout(150);
    const asked = await on.page.evaluate(() => window.ghost.modelCalls.length);
    await on.page.evaluate(() => {
      window.ghost.enabled = true;
    });
    expect([asked, await ghost()]).toEqual([0, []]);
  });

  it("a line of minified code is left alone", async () => {
    await open("x".repeat(completionLimits.maxLineChars), "load();");
    await type(" = ");
    await on.page.waitForTimeout(150);
    expect([await on.page.evaluate(() => window.ghost.modelCalls.length), await ghost()]).toEqual([0, []]);
  });

  it("a provider that throws is told to the editor, and typing goes on", async () => {
    await open("const a", "load();");
    await on.page.evaluate(() => {
      window.ghost.local = () => {
        throw new Error("the engine is broken");
      };
    });
    await type(" = 1");
    expect(await text()).toBe("const a = 1");
    expect(await on.page.evaluate(() => window.ghost.failures)).toContain("Error: the engine is broken");
    expect(errors).toEqual([]);
  });

  it("is not shown while a character is being composed", async () => {
    await open("const a =", "load();");
    await on.composing(async (session) => {
      await session.send("Input.imeSetComposition", { text: " ", selectionStart: 1, selectionEnd: 1 });
      await settle();
      expect(await ghost()).toEqual([]);
      await session.send("Input.insertText", { text: " " });
    });
  });

  it("is announced to a screen reader", async () => {
    await open("const a", "load();");
    await type(" = ");
    await expect.poll(() => on.page.getByRole("status").textContent()).toBe("load();");
  });

  it("does not move what stands on other lines when it has one line", async () => {
    await open("const a", "load();");
    const top = () => on.page.evaluate(() => document.querySelector(".cm-content")?.getBoundingClientRect().height);
    const before = await top();
    await type(" = ");
    await expect.poll(ghost).toHaveLength(1);
    expect(await top()).toBe(before);
  });
});

describe("a model beside the embedded engine", () => {
  it("the embedded answer paints first, the model's replaces it when nothing was typed since", async () => {
    await open("const a", "load();");
    await type(" = ");
    await expect.poll(ghost).toEqual(["load();"]);
    await on.page.waitForFunction(() => window.ghost.modelCalls.length > 0);
    await hear(0, "fetchUser(id)");
    await expect.poll(ghost).toEqual(["fetchUser(id)"]);
    await hear(0, "fetchUser(id).name;");
    await expect.poll(ghost).toEqual(["fetchUser(id).name;"]);
  });

  it("typing through keeps the model's stream, typing something else aborts it and its words are never shown", async () => {
    await open("const a", "load();");
    await type(" = ");
    await on.page.waitForFunction(() => window.ghost.modelCalls.length > 0);
    await hear(0, "fetchUser");
    await type("fe");
    expect((await calls())[0]).toBe(false);
    await hear(0, "fetchUser(id);");
    await expect.poll(ghost).toEqual(["tchUser(id);"]);
    await type("z");
    await expect.poll(async () => (await calls())[0]).toBe(true);
    await hear(0, "fetchUser(id); stale");
    expect(await ghost()).toEqual([]);
  });

  it("five hundred keys without a pause ask the model once, after the last, and leave no stale ghost", async () => {
    await open("const a = ", "load();");
    await on.page.clock.install();
    await on.page.clock.pauseAt(Date.now() + 60_000);
    await on.page.keyboard.type("\nabcdefghi".repeat(50));
    expect(await calls()).toEqual([]);
    await on.page.clock.runFor(1_000);
    expect(await calls()).toEqual([false]);
    expect(await ghost()).toEqual([]);
    expect(errors).toEqual([]);
  });
});
