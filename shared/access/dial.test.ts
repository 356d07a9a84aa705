import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { assistantPermissions, type Dial, dialLimits, dialSchema, mayAssist, openDial } from "./dial.ts";

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
