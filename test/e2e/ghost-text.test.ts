/** Ghost text under real keys in a real browser: what is shown, what is written, and when. */
import { join } from "node:path";
import { build } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { completionLimits } from "../../shared/completion/limits.ts";
import { launchBrowser } from "../support/browser.ts";

let context: BrowserContext;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, "../support/ghost-page.ts")],
    bundle: true,
    write: false,
    format: "iife",
  });
  context = await launchBrowser();
  page = await context.newPage();
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
});
afterAll(async () => {
  await context?.close();
});
beforeEach(() => {
  errors.length = 0;
});

const text = () => page.evaluate(() => window.ghost.view.state.doc.toString());
const ghost = () =>
  page.evaluate(() =>
    [...document.querySelectorAll(".cm-ghostText, .cm-ghostBlock")].map((element) => element.textContent ?? ""),
  );
const changes = () => page.evaluate(() => window.ghost.changes);
const settle = () => page.waitForTimeout(40);

/** Opens `doc` with the caret at its end; the embedded engine answers with `answer` after "=" and a space. */
async function open(doc: string, answer: string, readOnly = false): Promise<void> {
  await page.evaluate(
    ([content, suggestion, locked]) => {
      window.ghost.local = ({ prefix }) => (prefix.endsWith("= ") ? suggestion : undefined);
      window.ghost.open(content, locked);
    },
    [doc, answer, readOnly] as const,
  );
}

async function type(keys: string): Promise<void> {
  await page.keyboard.type(keys);
  await settle();
}

async function press(key: string): Promise<void> {
  await page.keyboard.press(key);
  await settle();
}

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
    await page.keyboard.press("Tab");
    await page.keyboard.type("x");
    await press("Control+z");
    expect(await text()).toBe("const a = loadUser(id);");
  });

  it("hides while the popup has chosen something else, and Tab writes nothing that is not shown", async () => {
    await open("const a", "loadUser(id);");
    await page.evaluate(() => {
      window.ghost.popup = ["loadAll"];
    });
    await type(" = ");
    await expect.poll(ghost).toEqual(["loadUser(id);"]);
    await page.keyboard.type("lo");
    await page.locator(".cm-tooltip-autocomplete").getByText("loadAll").waitFor();
    await expect.poll(ghost).toEqual([]);
    await press("Tab");
    expect(await text()).not.toContain("loadUser");
    await press("Escape");
    await page.evaluate(() => {
      window.ghost.popup = [];
    });
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

  it("is not shown after undo and paste, with two carets, in a read-only editor, or in the middle of a word", async () => {
    await open("const a", "load();");
    await type(" = x");
    await press("Control+z");
    expect(await ghost()).toEqual([]);
    await open("const a", "load();");
    await page.evaluate(() => {
      const { view } = window.ghost;
      view.dispatch({ ...view.state.replaceSelection(" = "), userEvent: "input.paste" });
    });
    await settle();
    expect(await ghost()).toEqual([]);
    await open("a\nb", "load();");
    await page.evaluate(() => window.ghost.select(1, 3));
    await type(" = ");
    expect(await ghost()).toEqual([]);
    await open("const a = ", "load();", true);
    await type("= ");
    expect(await ghost()).toEqual([]);
    expect(await text()).toBe("const a = ");
  });

  it("switched off, nothing is asked and nothing is shown", async () => {
    await open("const a", "load();");
    await page.evaluate(() => {
      window.ghost.enabled = false;
    });
    await type(" = ");
    await page.waitForTimeout(150);
    const asked = await page.evaluate(() => window.ghost.modelCalls.length);
    await page.evaluate(() => {
      window.ghost.enabled = true;
    });
    expect([asked, await ghost()]).toEqual([0, []]);
  });

  it("a line of minified code is left alone", async () => {
    await open("x".repeat(completionLimits.maxLineChars), "load();");
    await type(" = ");
    await page.waitForTimeout(150);
    expect([await page.evaluate(() => window.ghost.modelCalls.length), await ghost()]).toEqual([0, []]);
  });

  it("a provider that throws is told to the editor, and typing goes on", async () => {
    await open("const a", "load();");
    await page.evaluate(() => {
      window.ghost.local = () => {
        throw new Error("the engine is broken");
      };
    });
    await type(" = 1");
    expect(await text()).toBe("const a = 1");
    expect(await page.evaluate(() => window.ghost.failures)).toContain("Error: the engine is broken");
    expect(errors).toEqual([]);
  });

  it("is not shown while a character is being composed", async () => {
    await open("const a =", "load();");
    const session = await context.newCDPSession(page);
    await session.send("Input.imeSetComposition", { text: " ", selectionStart: 1, selectionEnd: 1 });
    await settle();
    expect(await ghost()).toEqual([]);
    await session.send("Input.insertText", { text: " " });
    await session.detach();
  });

  it("is announced to a screen reader", async () => {
    await open("const a", "load();");
    await type(" = ");
    await expect.poll(() => page.getByRole("status").textContent()).toBe("load();");
  });

  it("does not move what stands on other lines when it has one line", async () => {
    await open("const a", "load();");
    const top = () => page.evaluate(() => document.querySelector(".cm-content")?.getBoundingClientRect().height);
    const before = await top();
    await type(" = ");
    await expect.poll(ghost).toHaveLength(1);
    expect(await top()).toBe(before);
  });
});

describe("a model beside the embedded engine", () => {
  const hear = (index: number, answer: string) =>
    page.evaluate(([call, said]) => window.ghost.modelCalls[call]?.hear(said), [index, answer] as const);
  const calls = () => page.evaluate(() => window.ghost.modelCalls.map(({ aborted }) => aborted));

  it("the embedded answer paints first, the model's replaces it when nothing was typed since", async () => {
    await open("const a", "load();");
    await type(" = ");
    await expect.poll(ghost).toEqual(["load();"]);
    await page.waitForFunction(() => window.ghost.modelCalls.length > 0);
    await hear(0, "fetchUser(id)");
    await expect.poll(ghost).toEqual(["fetchUser(id)"]);
    await hear(0, "fetchUser(id).name;");
    await expect.poll(ghost).toEqual(["fetchUser(id).name;"]);
  });

  it("typing through keeps the model's stream, typing something else aborts it and its words are never shown", async () => {
    await open("const a", "load();");
    await type(" = ");
    await page.waitForFunction(() => window.ghost.modelCalls.length > 0);
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
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.keyboard.type("\nabcdefghi".repeat(50));
    expect(await calls()).toEqual([]);
    await page.clock.runFor(1_000);
    expect(await calls()).toEqual([false]);
    expect(await ghost()).toEqual([]);
    expect(errors).toEqual([]);
  });
});
