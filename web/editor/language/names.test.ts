import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { completionLimits } from "../../../shared/completion/limits.ts";
import type { NamesAnswer } from "../../../shared/language/answers.ts";
import type { LanguageProvider } from "../../../shared/language/provider.ts";
import { namesSource } from "./names.ts";

const entries = (...names: string[]): NamesAnswer["entries"] =>
  names.map((name) => ({ name, kind: "property", sort: "11" }));
const likely = (...names: string[]) => names.map((text) => ({ text, probability: 0.1 }));

/** A popup whose service knows `valid` and whose engine finds `probable`. */
function popup(valid: readonly string[] | undefined, probable: readonly string[], language = "typescript") {
  const asked: number[] = [];
  let readChars = 0;
  const service: LanguageProvider = {
    ask: async (question, _signal) => {
      if (question.kind !== "completions" || !("offset" in question)) return undefined;
      asked.push(Number(question.offset));
      const names = { kind: "completions", members: true, entries: entries(...(valid ?? [])) };
      return valid && (names as never);
    },
  };
  const source = namesSource({
    service,
    local: {
      identifiers: async ({ prefix, suffix }) => {
        readChars = prefix.length + suffix.length;
        return likely(...probable);
      },
    },
    file: () => ({ path: "a.ts", language }),
    otherwise: () => ({ from: 0, options: [{ label: "otherwise" }] }),
  });
  const labels = async (doc: string, explicit = false) => {
    const caret = doc.indexOf("|");
    const state = EditorState.create({ doc: doc.replace("|", "") });
    const result = await source(new CompletionContext(state, caret, explicit));
    return result?.options.map(({ label }) => label) ?? [];
  };
  return { labels, asked, readChars: () => readChars };
}

describe("names in the popup", () => {
  it("are those that are valid, the likely ones first", async () => {
    const { labels } = popup(["date", "name", "nick"], ["nick", "nowhere", "name"]);
    expect(await labels("user.|;")).toEqual(["nick", "name", "date"]);
  });

  it("are asked for once while a name is typed, and again at another place", async () => {
    const { labels, asked } = popup(["name", "nick", "date"], []);
    expect(await labels("user.|;")).toEqual(["name", "nick", "date"]);
    expect(await labels("user.n|;")).toEqual(["name", "nick"]);
    expect(await labels("user.ni|;")).toEqual(["nick"]);
    expect(asked).toEqual([5]);
    await labels("user.ni|; x");
    expect(asked).toEqual([5, 7]);
  });

  it("of a large file only what the engine may read of it is cut out, and its names are asked for once too", async () => {
    const { labels, asked, readChars } = popup(["name", "nick"], []);
    const line = "const first = second;\n".repeat(20_000);
    expect(await labels(`${line}user.|;\n${line}`)).toEqual(["name", "nick"]);
    expect(await labels(`${line}user.ni|;\n${line}`)).toEqual(["nick"]);
    expect(asked).toHaveLength(1);
    expect(readChars()).toBeLessThanOrEqual(2 * completionLimits.windowChars);
  });

  it("come from elsewhere while the service does not answer, and in other languages", async () => {
    expect(await popup(undefined, []).labels("user.|")).toEqual(["otherwise"]);
    expect(await popup(["name"], [], "python").labels("user.|")).toEqual(["otherwise"]);
  });

  it("wait for two letters, a dot or the key", async () => {
    const { labels } = popup(["name"], []);
    expect(await labels("n|")).toEqual([]);
    expect(await labels("na|")).toEqual(["name"]);
    expect(await labels("|", true)).toEqual(["name"]);
  });
});
