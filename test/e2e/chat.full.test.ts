/** The assistant's chat as a person uses it: a built IDE, a real server, a model that says what the test scripts. */
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Ide } from "../support/ide.ts";
import { type RecordedRequest, type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { axeFindings, createPeople, picture, startBuiltServer, startProject } from "./ui-person.ts";

let server: RunningServer;
let endpoint: ScriptedEndpoint;
let page: Page;
let complaints: string[];
const people = createPeople();

const panel = () => page.getByRole("region", { name: "Assistant" });
const composer = () => page.getByRole("textbox", { name: "Question to the assistant" });
const log = () => page.getByRole("log", { name: "Conversation" });
const button = (name: string | RegExp, within: Locator = panel()) =>
  within.getByRole("button", { name, exact: typeof name === "string" });
const asked = () => endpoint.requests.filter(({ path }) => path.endsWith("/chat/completions"));

/** What the model was told, as one text. */
function told(request: RecordedRequest | undefined): string {
  return JSON.stringify(request?.body["messages"] ?? "");
}

async function ask(question: string): Promise<void> {
  await composer().fill(question);
  await page.keyboard.press("Enter");
}

/** Until no answer is coming any more. */
const whole = () => button("Send").waitFor();

/** Asks and waits until the answer is whole. */
async function answered(question: string, answer: string): Promise<void> {
  endpoint.script = { pieces: [answer] };
  await ask(question);
  await log().getByText(question, { exact: true }).waitFor();
  await whole();
}

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: [] });
  const price = { promptPerMillion: 2_000, completionPerMillion: 8_000 };
  const model = (name: string, tier: string) => ({ name, tier, endpoint: endpoint.url, dialect: "openai-chat", price });
  const models = [model("quick-coder", "medium"), model("thorough-coder", "large")];
  server = await startBuiltServer({ GLASSHOUSE_MODELS: JSON.stringify(models) });
  ({ page, complaints } = await people.open({ theme: "dark", viewport: { width: 1440, height: 900 } }));
  await startProject(page, server.origin, /^Express server/);
});

beforeEach(() => {
  endpoint.requests.length = 0;
});

afterAll(async () => {
  await people.close();
  await server.stop();
  await endpoint.close();
});

describe("the chat panel", () => {
  it("opens by its key with the composer ready, and its code loads only then", async () => {
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(request.url()));
    await page.keyboard.press("Alt+A");
    await expect.poll(() => composer().evaluate((area) => area === document.activeElement)).toBe(true);
    expect(loaded.some((url) => url.includes("AssistantConnected"))).toBe(true);
    await page.getByText("Ask about this project").waitFor();
    await picture(page, "chat-empty-dark-1440");
  });

  it("answers as markdown while it comes, and says what it cost", async () => {
    const code = "```js\nconst total = 1;\n```\n";
    endpoint.script = { pieces: ["The **total** is ", "in `server.js:3`:\n\n", code], delayMs: 30 };
    await ask("Where is the total?");
    await log().getByText("Where is the total?").waitFor();
    await log().locator("strong", { hasText: "total" }).waitFor();
    await whole();
    await panel()
      .getByText(/All answers: \d+ tokens · cost/)
      .waitFor();
    expect(told(asked()[0])).toContain("Where is the total?");
    await button("server.js:3", log()).click();
    await page.getByRole("contentinfo").getByText("Ln 3, Col 1").waitFor();
  });

  it("what is picked with # goes along, by keys alone, and can be taken away again", async () => {
    await page.keyboard.press("Alt+A");
    await page.keyboard.type("What is #READ");
    await page.getByRole("option", { name: /^#README\.md/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("this? #docs");
    await page.getByRole("option", { name: /^#docs/ }).waitFor();
    await picture(page, "chat-picks-dark-1440");
    await page.keyboard.press("Tab");
    await button("Remove #docs").waitFor();
    // Backspace at the very beginning takes the last chip away.
    await page.keyboard.press("Home");
    await page.keyboard.press("Backspace");
    await button("Remove #docs").waitFor({ state: "detached" });
    // Who has no # on the keyboard presses its button; Escape closes the list alone.
    await button("Add context").click();
    await page.getByRole("option", { name: /^#terminal/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("listbox").waitFor({ state: "detached" });
    await page.keyboard.press("Backspace");
    endpoint.script = { pieces: ["A server."] };
    await page.keyboard.press("Enter");
    await log().getByText("A server.").waitFor();
    await whole();
    expect(asked()).toHaveLength(1);
    expect(told(asked()[0])).toMatch(/<passage label=\\"README\.md\\">/);
    expect(told(asked()[0])).toContain("What is this?");
    expect(told(asked()[0])).toContain("Where is the total?");
  });

  it("code goes to the caret or in place of the selection, each as one step of undo", async () => {
    await answered("Code?", "```js\n// from the assistant\nstop();\n```");
    const ide = new Ide(page);
    await ide.openFile("README.md");
    const before = await ide.text();
    await ide.editor().click();
    await page.keyboard.press("Control+End");
    const last = log().getByRole("article").last();
    await button("Insert at the caret", last).click();
    await last.getByText("Inserted; undo takes it back").waitFor();
    expect(await ide.text()).toBe(`${before}// from the assistant\nstop();`);
    await page.keyboard.press("Control+z");
    expect(await ide.text()).toBe(before);
    await button("Replace the selection", last).click();
    await last.getByText("Select what it shall replace first").waitFor();
    await ide.editor().click();
    await page.keyboard.press("Control+a");
    await button("Replace the selection", last).click();
    await expect.poll(() => ide.text()).toBe("// from the assistant\nstop();");
    await page.keyboard.press("Control+z");
    expect(await ide.text()).toBe(before);
  });

  it("a command of a shell block stands at the prompt and does not run before Enter", async () => {
    const ide = new Ide(page);
    await ide.prompt();
    await answered("How do I list it?", "```sh\necho one\necho two > made.txt\n```");
    await button("Put into the terminal", log().getByRole("article").last()).click();
    await ide.terminalShows(/echo one && echo two > made\.txt/);
    await page.keyboard.press("Enter");
    await page.getByRole("treeitem", { name: /^made\.txt/ }).waitFor();
    await page.keyboard.press("Alt+A");
  });

  it("Stop ends the answer at once, keeps what had come, and reaches the model", async () => {
    endpoint.script = { pieces: ["Half an answer. "], fault: "hang-after-first" };
    await ask("Tell me everything");
    await log().getByText("Half an answer.").first().waitFor();
    await button("Stop").click();
    await button("Send").waitFor();
    await log().getByText("Stopped", { exact: false }).last().waitFor();
    await endpoint.aborted(1);
    expect(await log().getByText("Half an answer.").count()).toBeGreaterThan(0);
  });

  it("asking again, by another model too, and editing a question make branches that stay", async () => {
    const last = () => log().getByRole("article").last();
    endpoint.script = { pieces: ["Second try."] };
    await button("Ask again", last()).click();
    await log().getByText("Second try.").waitFor();
    await whole();
    endpoint.script = { pieces: ["Thorough answer."] };
    await button("Ask another model", last()).click();
    await page.getByRole("menuitem", { name: "Ask thorough-coder" }).click();
    await log().getByText("Thorough answer.").waitFor();
    await whole();
    expect(asked().at(-1)?.body["model"]).toBe("thorough-coder");
    await last().getByText("3 / 3").waitFor();
    await button("Show the branch before", last()).click();
    await log().getByText("Second try.").waitFor();
    await button("Edit the question", last()).click();
    await page.getByRole("textbox", { name: "Changed question" }).fill("Tell me a little");
    endpoint.script = { pieces: ["A little."] };
    await page.keyboard.press("Enter");
    await log().getByText("A little.").waitFor();
    await whole();
    await last().getByText("4 / 4").waitFor();
    await picture(page, "chat-dark-1440");
    expect(await axeFindings(page)).toEqual([]);
  });

  it("a reload keeps the conversation, its branches and its bill; another one can be begun and the old one opened", async () => {
    await page.reload();
    await log().getByText("A little.").waitFor();
    await log().getByRole("article").last().getByText("4 / 4").waitFor();
    await panel()
      .getByText(/All answers/)
      .waitFor();
    await button("New conversation").click();
    await page.getByText("Ask about this project").waitFor();
    await button("Conversations").click();
    await button(/^Where is the total\?/).click();
    await log().getByText("A little.").waitFor();
    await button("Conversations").click();
    await button("Rename Where is the total?").click();
    await page.getByRole("textbox", { name: "New title" }).fill("Totals");
    await page.keyboard.press("Enter");
    await picture(page, "chat-history-dark-1440");
    await button("Delete Totals").click();
    await button("Delete").click();
    await panel().getByText("No conversations yet").waitFor();
    await button("Back to the conversation").click();
    await page.getByText("Ask about this project").waitFor();
  });

  it("what fails is said, with the question kept, and asking again helps", async () => {
    endpoint.script = { pieces: [], fault: { status: 500 } };
    await ask("Will it fail?");
    await log().getByText("The model failed.", { exact: false }).waitFor();
    endpoint.script = { pieces: ["It works."] };
    await expect
      .poll(async () => {
        // The endpoint is left alone for a while after failures.
        await button("Ask again", log().getByRole("article").last()).click();
        await whole();
        return log().getByText("It works.").count();
      })
      .toBe(1);
  });

  it("the dial of the project is obeyed: hints alone, then nothing, each said", async () => {
    const workspace = new Ide(page).workspaceId;
    const turn = (allowed: string[]) =>
      page.evaluate(
        async ([id, permissions]) => {
          const body = JSON.stringify({ dial: { allowed: permissions, rules: [] } });
          await fetch(`/api/workspaces/${id}/dial`, { method: "PUT", body });
        },
        [workspace, allowed] as const,
      );
    await turn(["hint"]);
    await button("New conversation").click();
    await page.getByText("Ask for a hint").waitFor();
    await answered("How does it end?", "Look at line 3.");
    expect(told(asked().at(-1))).toContain("Give one hint");
    await turn(["complete"]);
    await page.getByText("The assistant is off in this project").waitFor();
    expect(await composer().count()).toBe(0);
    await turn(["explain", "hint", "complete", "edit", "agent"]);
    await composer().waitFor();
    expect(complaints).toEqual([]);
  });
});

describe("the chat panel elsewhere", () => {
  it("in light, and on a phone as a panel of its own, with no violation and no overflow", async () => {
    const demo =
      "It is **two things**:\n\n- `server.js:1` starts it\n- see [the docs](https://example.com/docs)\n\n```js\nconst a = 1;\n```\n";
    for (const [name, viewport] of [
      ["light-1440", { width: 1440, height: 900 }],
      ["light-390", { width: 390, height: 844 }],
      ["dark-390", { width: 390, height: 844 }],
    ] as const) {
      const person = await people.open({ theme: name.startsWith("light") ? "light" : "dark", viewport });
      ({ page, complaints } = person);
      await startProject(page, server.origin, /^Express server/);
      await button("Assistant", page.getByRole("navigation", { name: "Panels" })).click();
      await composer().waitFor();
      await answered("What is this?", demo);
      await log().getByText("https://example.com/docs").waitFor();
      await picture(page, `chat-${name}`);
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
      expect(complaints).toEqual([]);
    }
  });

  it("without a model it says so before anything is asked, and answers by static analysis; a view link cannot ask", async () => {
    const bare = await startServer({});
    try {
      ({ page } = await people.open({ viewport: { width: 1440, height: 900 } }));
      await startProject(page, bare.origin, /^Express server/);
      await page.keyboard.press("Alt+A");
      await panel().getByText("No model connected").waitFor();
      await expect
        .poll(
          async () => {
            await ask("Where is express used?");
            await log().getByText("static analysis", { exact: false }).last().waitFor();
            return log()
              .getByRole("button", { name: /^server\.js:\d+/ })
              .count();
          },
          { timeout: 60_000 },
        )
        .toBeGreaterThan(0);
      await picture(page, "chat-no-model-1440");
      const link = await new Ide(page).shareLink("view");
      ({ page } = await people.open({ viewport: { width: 1440, height: 900 } }));
      await Ide.join(page, link);
      await page.keyboard.press("Alt+A");
      await panel().getByText("Asking the assistant needs an edit link.").waitFor();
      expect(await composer().count()).toBe(0);
    } finally {
      await bare.stop();
    }
  });

  it("in Chinese nothing is left in English, and the model is asked to answer in it", async () => {
    ({ page } = await people.open({ viewport: { width: 1440, height: 900 } }));
    await page.addInitScript(() => {
      if (window.top === window)
        localStorage.setItem("glasshouse.settings", JSON.stringify({ locale: "zh-CN", theme: "light" }));
    });
    await startProject(page, server.origin, /^Express/);
    await page.keyboard.press("Alt+A");
    const question = page.getByRole("textbox", { name: "向助手提问" });
    await expect.poll(() => question.evaluate((area) => area === document.activeElement)).toBe(true);
    await page.keyboard.type("这是什么？");
    endpoint.script = { pieces: ["一个服务器。"] };
    await page.keyboard.press("Enter");
    const region = page.getByRole("region", { name: "助手" });
    await region.getByText("一个服务器。").waitFor();
    await region.getByRole("button", { name: "发送" }).waitFor();
    await picture(page, "chat-zh-light-1440");
    expect(told(asked().at(-1))).toMatch(/\p{Script=Han}{4}/u);
    const words = await region.evaluate((element) =>
      [
        element.textContent,
        ...[...element.querySelectorAll("[aria-label]")].map((one) => one.getAttribute("aria-label")),
      ].join("\n"),
    );
    expect(
      words.replaceAll(/quick-coder|thorough-coder|127\.0\.0\.1:\d+|token|server\.js|Markdown|Enter|Shift/g, ""),
    ).not.toMatch(/[A-Za-z]{3}/);
  });
});
