import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/property.ts";
import { fimFamilies, fimPrompt } from "./fim.ts";
import { holeMessages, holeText } from "./hole-prompt.ts";
import { promptWindow } from "./prompt-window.ts";
import { holdsPrivateKey, isSecretPath } from "./secrets.ts";

describe("fill-in-the-middle prompts", () => {
  it.each(fimFamilies)("%s gets the code once on either side of the hole", (family) => {
    const { prompt } = fimPrompt(family, "BEFORE", "AFTER");
    expect(prompt.split("BEFORE")).toHaveLength(2);
    expect(prompt.split("AFTER")).toHaveLength(2);
  });

  it("qwen's form is the documented one", () => {
    expect(fimPrompt("qwen", "a", "b").prompt).toBe("<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>");
    expect(fimPrompt("codestral", "a", "b").prompt).toBe("[SUFFIX]b[PREFIX]a");
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
  it("a private key is told by its head", () => {
    expect(holdsPrivateKey("-----BEGIN OPENSSH PRIVATE KEY-----")).toBe(true);
    expect(holdsPrivateKey("-----BEGIN PUBLIC KEY-----")).toBe(false);
  });
});
