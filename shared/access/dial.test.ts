import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  assistantPermissions,
  closedDial,
  type Dial,
  dialLimits,
  dialSchema,
  mayAssist,
  narrowest,
  openDial,
  permissionsFor,
} from "./dial.ts";

const without = (...patterns: string[]): Dial => ({
  ...openDial,
  rules: patterns.map((pattern) => ({ pattern, allowed: [] })),
});

describe("the dial of a project", () => {
  it("left alone allows everything", () => {
    for (const permission of assistantPermissions) expect(mayAssist(openDial, permission, "src/a.ts")).toBe(true);
  });

  it("is a set and not a rank: hints without completion, completion without explanations", () => {
    const dial: Dial = { allowed: ["hint"], rules: [] };
    expect(assistantPermissions.filter((permission) => mayAssist(dial, permission, "a.ts"))).toEqual(["hint"]);
    expect(mayAssist({ allowed: ["complete"], rules: [] }, "explain", "a.ts")).toBe(false);
  });

  it("a rule only takes away, and all that fit count", () => {
    const dial: Dial = {
      allowed: ["explain", "complete"],
      rules: [
        { pattern: "tests/", allowed: ["explain", "agent"] },
        { pattern: "*.ts", allowed: ["complete", "explain"] },
      ],
    };
    expect(mayAssist(dial, "complete", "tests/a.ts")).toBe(false);
    expect(mayAssist(dial, "explain", "tests/a.ts")).toBe(true);
    expect(mayAssist(dial, "agent", "tests/a.ts")).toBe(false);
    expect(mayAssist(dial, "complete", "src/a.ts")).toBe(true);
  });

  it.each([
    ["*.env", "deep/down/.env", true],
    [".env*", ".env.local", true],
    ["*.ts", "src/a.tsx", false],
    ["secret?.txt", "secret1.txt", true],
    ["secret?.txt", "secret.txt", false],
    ["exam/", "exam/one/a.js", true],
    ["exam/", "example/a.js", false],
    ["exam/*.js", "exam/a.js", true],
    ["exam/*.js", "exam/one/a.js", false],
    ["exam/**/*.js", "exam/one/two/a.js", true],
    ["exam/**/*.js", "exam/a.js", true],
    ["/src/**", "src/a.js", true],
    ["README.md", "docs/readme.MD", true],
    ["a.b", "axb", false],
    ["(x", "(x", true],
    ["作业/", "作业/第一题.py", true],
  ])("pattern %s on %s: %s", (pattern, path, fits) => {
    expect(mayAssist(without(pattern), "complete", path)).toBe(!fits);
  });

  it.each(["/exam/a.js", "./exam/a.js", "src/../exam/a.js", "exam//a.js", "exam\\\\a.js", "EXAM/a.js"])(
    "%s is no way around a rule for exam/",
    (path) => expect(mayAssist(without("exam/"), "complete", path)).toBe(false),
  );

  it("a letter is the same letter in one code point and in two", () => {
    expect(mayAssist(without("r\u00e9sum\u00e9.md"), "complete", "re\u0301sume\u0301.md")).toBe(false);
  });

  it.each<[string, Dial[], string, string[]]>([
    ["nothing narrows nothing", [], "a.ts", [...assistantPermissions]],
    ["one stands for itself", [{ allowed: ["hint"], rules: [] }], "a.ts", ["hint"]],
    [
      "a class narrows a workspace",
      [openDial, { allowed: ["explain", "hint"], rules: [] }],
      "a.ts",
      ["explain", "hint"],
    ],
    ["a class cannot widen one", [{ allowed: ["hint"], rules: [] }, openDial], "a.ts", ["hint"]],
    [
      "what only one of them allows is not allowed",
      [
        { allowed: ["hint"], rules: [] },
        { allowed: ["edit"], rules: [] },
      ],
      "a.ts",
      [],
    ],
    ["the rules of both count", [without("exam/"), without("*.env")], "exam/a.ts", []],
    ["also those of the second", [without("exam/"), without("*.env")], ".env", []],
    ["and no other file's", [without("exam/"), without("*.env")], "src/a.ts", [...assistantPermissions]],
    ["off is off", [openDial, closedDial], "a.ts", []],
  ])("the narrower wins: %s", (_name, dials, path, allowed) => {
    expect([...permissionsFor(narrowest(dials), path)]).toEqual(allowed);
    expect([...permissionsFor(narrowest(dials.toReversed()), path)]).toEqual(allowed);
  });

  it("a pattern made to be slow is not", () => {
    const pattern = "*a".repeat(dialLimits.maxPatternChars / 2);
    expect(mayAssist(without(pattern), "complete", "a".repeat(4_000))).toBe(false);
    expect(mayAssist(without(pattern), "complete", `${"a".repeat(4_000)}b`)).toBe(true);
  });

  it.each([
    {},
    { allowed: ["everything"], rules: [] },
    { allowed: [], rules: [{ pattern: "", allowed: [] }] },
    { allowed: [], rules: [{ pattern: "x".repeat(dialLimits.maxPatternChars + 1), allowed: [] }] },
    { allowed: [], rules: Array.from({ length: dialLimits.maxRules + 1 }, () => ({ pattern: "a", allowed: [] })) },
  ])("a dial in another shape is refused: %#", (dial) => expect(v.is(dialSchema, dial)).toBe(false));
});
