import { describe, expect, it } from "vitest";
import { readAgentFile, triggers } from "./agent-file.ts";
import { readFrontMatter } from "./front-matter.ts";
import { customLimits } from "./limits.ts";
import { customsOf, isCustomPath } from "./project-files.ts";
import { readRule, rulesFor } from "./rules.ts";

const reviewer = `---
name: Reviewer
description: "Reads what was changed"
tools: [read, search, diagnostics]
tier: medium
triggers:
  - on-commit
  - manual
---
Look for missing tests.
`;

describe("an agent's file", () => {
  it("says what the agent is and what it does", () => {
    expect(readAgentFile(".assistant/agents/review.md", reviewer)).toEqual({
      ok: true,
      value: {
        path: ".assistant/agents/review.md",
        name: "Reviewer",
        description: "Reads what was changed",
        tools: ["read", "search", "diagnostics"],
        tier: "medium",
        triggers: ["on-commit", "manual"],
        instructions: "Look for missing tests.",
      },
    });
  });

  it("may leave out all but what is to be done", () => {
    const read = readAgentFile(".assistant/agents/fix-ci.md", "\ufeffFix it.\r\nThen stop.\r\n");
    expect(read).toMatchObject({
      value: { name: "fix-ci", tier: "large", triggers: ["manual"], instructions: "Fix it.\nThen stop." },
    });
    expect(readAgentFile("a.md", "---\ntriggers: on-save\n---\nx")).toMatchObject({ value: { triggers: ["on-save"] } });
    expect(triggers).toContain("on-test-failure");
  });

  it.each([
    ["no end of the head", "---\nname: a\nx"],
    ["a tool that is not there", "---\ntools: [read, sudo]\n---\nx"],
    ["a trigger that is not there", "---\ntriggers: [always]\n---\nx"],
    ["a tier that is not there", "---\ntier: huge\n---\nx"],
    ["an unknown field", "---\napproval: never\n---\nx"],
    ["a field of every object", "---\nconstructor: x\n---\nx"],
    ["a field twice", "---\nname: a\nname: b\n---\nx"],
    ["a list without a field", "---\n- a\n---\nx"],
    ["a nested field", "---\ntools:\n  read: yes\n---\nx"],
    ["an endless list", `---\ntools: [${"read,".repeat(1_000)}]\n---\nx`],
    ["an endless list of lines", `---\ntools:\n${"- read\n".repeat(100)}---\nx`],
    ["an endless head", `---\n${"# x\n".repeat(1_000)}---\nx`],
    ["a name that nobody sees", "---\nname: a\u202eb\n---\nx"],
    ["a name without end", `---\nname: ${"a".repeat(1_000)}\n---\nx`],
    ["nothing to do", "---\nname: a\n---\n \n"],
    ["a file without end", "x".repeat(customLimits.maxFileChars + 1)],
  ])("with %s is refused with a sentence", (_name, text) => {
    const read = readAgentFile("a.md", text);
    expect(read).toMatchObject({ ok: false, message: expect.stringMatching(/\w/) });
  });

  it("that is written to be slow is read in no time", () => {
    const hostile = [
      `---\n${" ".repeat(30_000)}`,
      `---\nname: ${"[".repeat(30_000)}`,
      `---\n${"-".repeat(30_000)}`,
      "---\n".repeat(8_000),
    ];
    for (const text of hostile) readFrontMatter(text);
    expect(readFrontMatter("---\n__proto__: x\n---\n").ok).toBe(false);
  });
});

describe("rules", () => {
  const rule = (path: string, text: string) => {
    const read = readRule(path, text);
    if (!read.ok) throw new Error(read.message);
    return read.value;
  };
  const rules = [
    rule("web/AGENTS.md", "Components render."),
    rule(".assistant/rules/tests.md", "---\nglobs: ['**/*.test.ts', \"*.spec.ts\"]\n---\nTests tell stories."),
    rule(".assistant/rules/all.md", "Full words."),
    rule("AGENTS.md", "Be brief."),
    rule(".assistant/rules/empty.md", ""),
  ];
  const textsFor = (...paths: string[]) => rulesFor(rules, paths).map(({ text }) => text);

  it("of the whole project go along with every question, those of a folder or a pattern with one about its files", () => {
    expect(textsFor()).toEqual(["Full words.", "Be brief."]);
    expect(textsFor("web/ui/Button.tsx")).toEqual(["Full words.", "Be brief.", "Components render."]);
    expect(textsFor("edge/a.test.ts")).toEqual(["Full words.", "Be brief.", "Tests tell stories."]);
    expect(textsFor("website/a.ts")).toEqual(["Full words.", "Be brief."]);
    expect(rulesFor(rules, [])[1]?.label).toBe("Rules of this project, AGENTS.md");
  });

  it("go along as long as there is room", () => {
    const long = [
      rule("AGENTS.md", "a".repeat(20_000)),
      rule("b/AGENTS.md", "b".repeat(20_000)),
      rule("b/c/AGENTS.md", "c"),
    ];
    expect(rulesFor(long, ["b/c/d.ts"]).map(({ text }) => text[0])).toEqual(["a"]);
  });

  it.each(["---\nglobs: ['']\n---\nx", `---\nglobs: ${"a".repeat(300)}\n---\nx`, "---\nalways: true\n---\nx"])(
    "%j is refused",
    (text) => {
      expect(readRule(".assistant/rules/a.md", text).ok).toBe(false);
    },
  );
});

it("a project's customs are found among its files, and what cannot be read is named", () => {
  const files = [
    { path: ".assistant/agents/review.md", text: reviewer },
    { path: ".assistant/agents/twin.md", text: reviewer },
    { path: ".assistant/agents/bad.md", text: "---\ntools: [sudo]\n---\nx" },
    { path: ".assistant/rules/sub/a.md", text: "A." },
    { path: "src/AGENTS.md", text: "B." },
    { path: "README.md", text: "C." },
  ];
  const { agents, rules, problems } = customsOf(files);
  expect(agents.map(({ name }) => name)).toEqual(["Reviewer"]);
  expect(rules.map(({ text }) => text)).toEqual(["A.", "B."]);
  expect(problems.map(({ path }) => path)).toEqual([".assistant/agents/twin.md", ".assistant/agents/bad.md"]);
  expect(files.map(({ path }) => isCustomPath(path))).toEqual([true, true, true, true, true, false]);
  const many = Array.from({ length: 200 }, (_, index) => ({ path: `a${index}/AGENTS.md`, text: "x" }));
  expect(customsOf(many).problems).toHaveLength(100);
});
