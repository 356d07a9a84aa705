import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/property.ts";
import { specialTokens } from "../completion/special-tokens.ts";
import { type FimFamily, fimFamilies, fimPrompt } from "./fim.ts";
import { holeMessages, holeText } from "./hole-prompt.ts";
import { prefixWithFiles } from "./plain-context.ts";
import { promptContext } from "./prompt-context.ts";
import { promptWindow } from "./prompt-window.ts";
import { AnswerScrubber } from "./scrub-tokens.ts";
import { isSecretPath } from "./secrets.ts";

describe("fill-in-the-middle prompts", () => {
  it.each(fimFamilies)("%s gets the code once on either side of the hole", (family) => {
    const question = { path: "a.ts", prefix: "BEFORE", suffix: "AFTER" };
    for (const context of [[], [{ path: "b.ts", text: "other" }]]) {
      const { prompt } = fimPrompt(family, { ...question, context });
      expect(prompt.split("BEFORE")).toHaveLength(2);
      expect(prompt.split("AFTER")).toHaveLength(2);
    }
  });

  const question = { path: "a.ts", prefix: "P", suffix: "S" };
  it.each<[FimFamily, string]>([
    ["qwen", "<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>"],
    ["codegemma", "<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>"],
    ["granite", "<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>"],
    ["starcoder", "<fim_prefix>P<fim_suffix>S<fim_middle>"],
    ["codellama", "<PRE> P <SUF>S <MID>"],
    ["deepseek", "<｜fim▁begin｜>P<｜fim▁hole｜>S<｜fim▁end｜>"],
    ["codestral", "[SUFFIX]S[PREFIX]P"],
    ["seed", "<[fim-suffix]>S<[fim-prefix]>P<[fim-middle]>"],
  ])("%s has its documented form", (family, prompt) => {
    expect(fimPrompt(family, question).prompt).toBe(prompt);
  });

  it.each<[FimFamily, string]>([
    [
      "qwen",
      "<|repo_name|>workspace\n<|file_sep|>b.ts\nother\n<|file_sep|>a.ts\n<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>",
    ],
    ["starcoder", "<repo_name>workspace<file_sep>b.ts\nother\n<file_sep><fim_prefix>a.ts\nP<fim_suffix>S<fim_middle>"],
    ["codestral", "[SUFFIX]S[PREFIX]+++++ b.ts\nother\n+++++ a.ts\nP"],
    ["codellama", "<PRE> // b.ts\nother\n\n// a.ts\nP <SUF>S <MID>"],
    ["deepseek", "<｜fim▁begin｜>// b.ts\nother\n\n// a.ts\nP<｜fim▁hole｜>S<｜fim▁end｜>"],
    ["seed", "<[fim-suffix]>S<[fim-prefix]>// b.ts\nother\n\n// a.ts\nP<[fim-middle]>"],
  ])("%s gets other files in its own form, or under their paths in comments", (family, prompt) => {
    expect(fimPrompt(family, { ...question, context: [{ path: "b.ts", text: "other" }] }).prompt).toBe(prompt);
  });

  it("where there is no form for files each has its path in a comment of its language, the most helpful beside the code", () => {
    const context = [
      { path: "a.py", text: "a\n" },
      { path: "b.html", text: "b" },
      { path: "c.css", text: "c" },
    ];
    expect(prefixWithFiles({ path: "d.rs", prefix: "P", context })).toBe(
      "/* c.css */\nc\n\n<!-- b.html -->\nb\n\n# a.py\na\n\n// d.rs\nP",
    );
    expect(prefixWithFiles({ path: "d.rs", prefix: "P" })).toBe("P");
  });

  it.each(fimFamilies)(
    "%s: no control token of any family gets out of another file, its path or the code",
    (family) => {
      const every = specialTokens.join("");
      const files = [{ path: `b${every}.ts`, text: `one\n${every}two\n` }];
      const window = promptWindow(every, every, { prefix: 9_999, suffix: 9_999 });
      const clean = fimPrompt(family, {
        path: "a.ts",
        prefix: "",
        suffix: "",
        context: [{ path: "b.ts", text: "one\ntwo\n" }],
      });
      expect(fimPrompt(family, { path: "a.ts", ...window, context: promptContext(files, 999) })).toEqual(clean);
    },
  );

  it("the first four marks to stop at hold the family's end of text, for servers that take no more", () => {
    const firsts = fimFamilies.map((family) => fimPrompt(family, question).stop.slice(0, 4));
    for (const stop of firsts) expect(stop.length).toBeGreaterThan(0);
    expect(fimPrompt("qwen", question).stop.slice(0, 2)).toEqual(["<|endoftext|>", "<|file_sep|>"]);
  });
});

describe("chat-only models", () => {
  it("the file goes with a hole at the caret", () => {
    expect(holeMessages("a.ts", "let x = ", ";")[1]?.content).toBe("a.ts\n\nlet x = <hole/>;");
  });

  it("what is heard while the answer grows is always a beginning of the end", () => {
    const answer = "Sure: <fill>return a <b;\n</fill> I hope this helps";
    const end = holeText(answer, true);
    expect(end).toBe("return a <b;\n");
    fc.assert(
      fc.property(fc.nat(answer.length), (length) => {
        expect(end.startsWith(holeText(answer.slice(0, length), false))).toBe(true);
      }),
    );
  });

  it("an answer without tags is taken at its end, its fence taken off", () => {
    expect(holeText("```ts\nreturn 1;\n```", false)).toBe("");
    expect(holeText("```ts\nreturn 1;\n```", true)).toBe("return 1;");
    expect(holeText("return 1;", true)).toBe("return 1;");
  });
});

describe("prompt window", () => {
  it("keeps whole lines nearest to the caret", () => {
    expect(promptWindow("one\ntwo\nthree", "four\nfive\nsix", { prefix: 8, suffix: 8 })).toEqual({
      prefix: "three",
      suffix: "four\n",
    });
  });

  const imports = 'import { a } from "./a.ts";\nimport {\n  b,\n  c,\n} from "./b.ts";\nconst fs = require("fs");\n';
  const signature = "  load(\n    id: string,\n  ): Promise<User> {\n";
  const filler = (indent: string, count: number) => `${indent}const value = this.read(1);\n`.repeat(count);

  it("of a long file its imports and the headers of the blocks around the caret are kept", () => {
    const others = `export function other() {\n${filler("  ", 400)}}\n\n`;
    const before = `/** About. */\n${imports}\n${others}export class Users {\n  size = 0;\n${signature}`;
    const prefix = `${before}${filler("    ", 400)}    if (this.ready) {\n      return `;
    const window = promptWindow(prefix, "", { prefix: 4_000, suffix: 0 }).prefix;
    expect(window.startsWith(`${imports}export class Users {\n${signature}    const value`)).toBe(true);
    expect(window.endsWith("    if (this.ready) {\n      return ")).toBe(true);
    expect(window.length).toBeLessThanOrEqual(4_000);
    expect(promptWindow(window, "", { prefix: 2_000, suffix: 0 }).prefix).toMatch(
      /^import[\s\S]+class Users {\n {2}load\(\n/,
    );
  });

  it("between declarations a window begins and ends at one", () => {
    const functions = Array.from({ length: 200 }, (_, at) => `function f${at}() {\n${filler("  ", 3)}}\n\n`).join("");
    const { prefix, suffix } = promptWindow(functions, functions, { prefix: 2_050, suffix: 1_050 });
    expect(prefix).toMatch(/^function f\d+/);
    expect(suffix).toMatch(/\n}\n$/);
  });

  it("a line of five megabytes, text without lines and binary are cut to their room, quickly and whole", () => {
    for (const text of [
      "x".repeat(5_000_000),
      "\n".repeat(1_000_000),
      "{\n ".repeat(300_000),
      "\0\u{1f642}\ud800".repeat(9_000),
    ]) {
      const { prefix, suffix } = promptWindow(text, text, { prefix: 12_001, suffix: 3_001 });
      expect([prefix.length <= 12_001, suffix.length <= 3_001]).toEqual([true, true]);
    }
  });

  it("a cut inside a character leaves no half of it", () => {
    const window = promptWindow("🙂🙂", "🙂🙂", { prefix: 3, suffix: 3 });
    expect(window.prefix.isWellFormed() && window.suffix.isWellFormed()).toBe(true);
  });

  it("control tokens of models are taken out", () => {
    expect(promptWindow("a<|fim_suffix|>b", "<EOT>c", { prefix: 99, suffix: 99 })).toEqual({
      prefix: "ab",
      suffix: "c",
    });
  });

  it("control tokens that appear when one inside them is taken out are taken out too", () => {
    expect(promptWindow("<|fim_<|fim_middle|>middle|>x", "", { prefix: 99, suffix: 99 }).prefix).toBe("x");
  });
});

describe("an answer with control tokens", () => {
  const tokens = ["<|fim_middle|>", "<EOT>", "<｜end▁of▁sentence｜>", "[SUFFIX]"];
  it.each(tokens)("ends before %s, in whatever pieces it comes", (token) => {
    const answer = `if (a < b[0]) {${token}<|fim_prefix|>more`;
    fc.assert(
      fc.property(fc.array(fc.nat(answer.length), { maxLength: 12 }), (cuts) => {
        const scrubber = new AnswerScrubber();
        const borders = [0, ...cuts.toSorted((left, right) => left - right), answer.length];
        const passed = borders.slice(1).map((end, index) => scrubber.push(answer.slice(borders[index], end)));
        expect([passed.join("") + scrubber.end(), scrubber.stopped]).toEqual(["if (a < b[0]) {", true]);
      }),
    );
  });

  it("keeps what only begins like one", () => {
    const scrubber = new AnswerScrubber();
    expect([scrubber.push("a <"), scrubber.push("|fim_"), scrubber.end(), scrubber.stopped]).toEqual([
      "a ",
      "",
      "<|fim_",
      false,
    ]);
  });
});

describe("other files in a prompt", () => {
  it("come in their order while there is room, cut at line borders, without secrets and control tokens", () => {
    const files = [
      { path: ".env", text: "KEY=1" },
      { path: "a<|file_sep|>.ts", text: "one<EOT>\n" },
      { path: "b.ts", text: "two\nthree\nfour\n" },
      { path: "c.ts", text: "five\n" },
    ];
    expect(promptContext(files, 22)).toEqual([
      { path: "a.ts", text: "one\n" },
      { path: "b.ts", text: "two\nthree\n" },
    ]);
  });
});

describe("secrets", () => {
  it.each([
    ".env",
    "a/.env.local",
    "prod.env",
    ".npmrc",
    "id_rsa",
    "k/id_ed25519.pub",
    "tls.key",
    "a/.aws/config",
    "credentials.json",
    "secrets.yml",
  ])("%s is a secret", (path) => expect(isSecretPath(path)).toBe(true));
  it.each(["env.ts", "src/environment.ts", ".env.example", "keyboard.ts", "monkey.ts", "secretary.ts"])(
    "%s is not",
    (path) => expect(isSecretPath(path)).toBe(false),
  );
});
