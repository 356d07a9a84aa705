import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { completionLimits } from "../../../shared/completion/limits.ts";
import type { IdentifierProvider, IdentifierRequest } from "../../../shared/completion/provider.ts";
import { completionSource } from "./completion-source.ts";

const typescript = { path: "a.ts", language: "typescript" };

/** Asks the popup with the caret at "|"; the engine answers with `names`. */
async function ask(doc: string, names: readonly string[], explicit = false, file = typescript) {
  const asked: IdentifierRequest[] = [];
  const provider: IdentifierProvider = {
    async identifiers(request) {
      asked.push(request);
      return names.map((text) => ({ text, probability: 0.1 }));
    },
  };
  const caret = doc.indexOf("|");
  const state = EditorState.create({ doc: doc.replace("|", "") });
  const result = await completionSource(provider, () => file)(new CompletionContext(state, caret, explicit));
  return { result, asked };
}

describe("popup completion", () => {
  it("offers the engine's names in its order, in place of the word begun", async () => {
    const { result, asked } = await ask("const user = lo|;", ["loadUser", "load"]);
    const beyond = { before: 0, after: 0 };
    expect(asked).toEqual([{ ...typescript, prefix: "const user = lo", suffix: ";", beyond }]);
    expect(result).toMatchObject({ from: 13, filter: false });
    expect(result?.options.map(({ label }) => label)).toEqual(["loadUser", "load"]);
    expect(result?.options[0]?.boost).toBeGreaterThan(result?.options[1]?.boost ?? 0);
  });

  it("opens by itself after two letters or a dot, and by key anywhere", async () => {
    expect((await ask("a = l|", ["load"])).result).toBeNull();
    expect((await ask("user.|", ["name"])).result?.from).toBe(5);
    expect((await ask("a = |", ["load"])).result).toBeNull();
    expect((await ask("a = |", ["load"], true)).result?.from).toBe(4);
  });

  it("takes the place of the word begun only, as the language writes words", async () => {
    expect((await ask("// kept across the crash|", ["app", "express"])).result).toBeNull();
    const css = { path: "a.css", language: "css" };
    expect((await ask("background-co|", ["background-color"], false, css)).result?.from).toBe(0);
    expect((await ask("@Com|", ["@Component"])).result?.from).toBe(0);
    expect((await ask("a = b-co|", ["count"])).result?.from).toBe(6);
  });

  it("does not open by itself among words for people: Enter ends their line", async () => {
    const markdown = { path: "a.md", language: "markdown" };
    expect((await ask("read the ma|", ["manual"], false, markdown)).result).toBeNull();
    expect((await ask("read the ma|", ["manual"], true, markdown)).result?.from).toBe(9);
  });

  it("of a long file it sends what stands around the caret, and on a line of minified code it stays shut", async () => {
    const { windowChars, maxLineChars } = completionLimits;
    const filler = "x();\n".repeat(windowChars / 5 + 10);
    const { asked } = await ask(`${filler}a = lo|;\n${filler}`, ["load"]);
    expect(asked[0]?.prefix.length).toBeLessThanOrEqual(windowChars);
    expect(asked[0]?.suffix.length).toBeLessThanOrEqual(windowChars);
    expect((await ask(`${"x".repeat(maxLineChars)} lo|`, ["load"], true)).result).toBeNull();
  });

  it("with nothing to offer there is no popup", async () => {
    expect((await ask("a = lo|", [])).result).toBeNull();
  });
});
