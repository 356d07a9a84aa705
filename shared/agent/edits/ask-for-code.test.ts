import { describe, expect, it } from "vitest";
import type { AskEnd, AskInput, AskModel } from "../ask.ts";
import { askForCode, codeIn } from "./ask-for-code.ts";

const ask: AskInput = { task: "generate", language: "en", request: "add" };
const quiet = new AbortController().signal;

function answers(...texts: (string | AskEnd)[]): { model: AskModel; asked: AskInput[] } {
  const asked: AskInput[] = [];
  const model: AskModel = async (question, hear) => {
    const next = texts[asked.length] ?? "";
    asked.push(question);
    if (typeof next !== "string") return next;
    hear(next);
    return { ok: true, text: next, reason: "stop", model: "m", endpoint: "e", tokens: 10, cost: 1 };
  };
  return { model, asked };
}

const noBrackets = (code: string) => (code.includes("(") ? "A bracket is open." : undefined);

describe("code for one place", () => {
  it("is the answer's code, without the talk around it", async () => {
    const { model } = answers("Sure!\n```js\nlet a = 1;\n```\nDone.");
    expect(await askForCode({ ask, objects: noBrackets }, { model }, quiet)).toMatchObject({
      end: "done",
      code: "let a = 1;",
      bill: { tokens: 10, cost: 1 },
    });
  });

  it("that cannot stand there is asked for again with the reason, at last of a larger model, and then given up", async () => {
    const { model, asked } = answers("f(", "g(", "h(", "i(");
    expect(await askForCode({ ask, objects: noBrackets }, { model }, quiet)).toMatchObject({
      end: "given-up",
      code: "i(",
      problem: "A bracket is open.",
      bill: { tokens: 40 },
    });
    expect(asked.map(({ escalation }) => escalation)).toEqual([0, 0, 0, 1]);
    expect(asked[1]?.objection).toEqual({ answer: "f(", problem: "A bracket is open." });
  });

  it("is no empty answer, and none that was cut", async () => {
    const cut = { ok: true, text: "let", reason: "length", model: "m", endpoint: "e", tokens: 1 } as const;
    const { model, asked } = answers("", cut, "let b;");
    expect(await askForCode({ ask, objects: noBrackets }, { model }, quiet)).toMatchObject({ code: "let b;" });
    expect(asked.map(({ objection }) => objection?.problem)).toEqual([
      undefined,
      "It holds no code.",
      "The answer was cut before its end.",
    ]);
  });

  it("ends with the reason where no model may answer, and at once when it is called off", async () => {
    const refusal = { ok: false, code: "dial", message: "Turned off.", text: "" } as const;
    const { model, asked } = answers(refusal);
    expect(await askForCode({ ask, objects: noBrackets }, { model }, quiet)).toMatchObject({
      end: "failed",
      failure: { code: "dial" },
    });
    expect(asked).toHaveLength(1);
    const stop = new AbortController();
    const stopped: AskModel = async () => {
      stop.abort();
      return { ok: true, text: "x", reason: "cancelled", model: "", endpoint: "", tokens: 0 };
    };
    expect(await askForCode({ ask, objects: noBrackets }, { model: stopped }, stop.signal)).toMatchObject({
      end: "cancelled",
    });
  });
});

it("code is read of fences of any kind", () => {
  expect(codeIn("let a;\n")).toBe("let a;");
  expect(codeIn("~~~~\na\n~~~\nb\n~~~~\n")).toBe("a\n~~~\nb");
  expect(codeIn("```ts\nlet a;\r\nlet b;")).toBe("let a;\nlet b;");
  expect(codeIn("```\na\n```\n```\nlonger\n```")).toBe("longer");
  expect(codeIn(`let a;\n${"`".repeat(100_000)}`)).toBe("");
});
