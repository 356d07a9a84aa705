import { describe, expect, it } from "vitest";
import { readCorpus } from "../../test/support/corpus.ts";
import { joinFiles } from "./corpus-file.ts";
import { CompletionEngine } from "./engine.ts";
import { lexText } from "./lexer.ts";
import { Vocabulary } from "./vocabulary.ts";

/** An engine whose corpus is `code`, many times. */
function engineOf(code: string): CompletionEngine {
  const { tokens } = lexText(code, "script");
  const texts = [...new Set(tokens)].filter((text) => text !== "\n");
  const vocabulary = new Vocabulary(texts);
  const file = tokens.map((token) => vocabulary.idOf(token));
  const corpusTokens = joinFiles(Array.from({ length: 40 }, () => file));
  return CompletionEngine.learned(readCorpus({ vocabulary: texts, spacing: new Map(), tokens: corpusTokens }));
}

/** A request with the caret at "|". */
function at(code: string, overrides: { path?: string; language?: string; trigger?: "auto" | "manual" } = {}) {
  const [prefix = "", suffix = ""] = code.split("|");
  return { path: "a.ts", language: "typescript", prefix, suffix, trigger: "auto" as const, ...overrides };
}

/** Asked by key, the engine shows all that is likely enough; while typing, the part from which most is to be gained. */
const byKey = { trigger: "manual" } as const;

describe("statistical engine", () => {
  const habit = "const server = createServer(handler);\nserver.listen(port);\n";

  it("completes a line the way the corpus writes it, spaced the way the file does", () => {
    expect(engineOf(habit).suggestLine(at("a = b;\nconst server = |", byKey))?.text).toBe("createServer(handler);");
    expect(engineOf(habit).suggestLine(at("f( x );\nf( y );\nconst server = |", byKey))?.text).toBe(
      "createServer( handler );",
    );
  });

  it("the file's own habit outweighs the corpus", () => {
    const file = `${"const server = startTest();\n".repeat(6)}const server = |`;
    expect(engineOf(habit).suggestLine(at(file, byKey))?.text).toBe("startTest();");
  });

  it("learns from the workspace, but not from the file's own saved copy", () => {
    const engine = CompletionEngine.learned(undefined);
    const helper = "export const total = sumOfItems(basket);\n".repeat(8);
    engine.setFile("b.ts", "typescript", helper);
    expect(engine.suggestLine(at("export const total = |", byKey))?.text).not.toContain("sumOfItems");
    engine.refreshWorkspace("a.ts", "typescript");
    expect(engine.suggestLine(at("export const total = |", byKey))?.text).toBe("sumOfItems(basket);");
    engine.removeFile("b.ts");
    engine.setFile("a.ts", "typescript", helper);
    engine.refreshWorkspace("a.ts", "typescript");
    expect(engine.suggestLine(at("export const total = |"))).toBeUndefined();
  });

  const block = "if (!server) {\n  start(port);\n  stop(port);\n}\n";

  it("a line that opens a block seen before goes on until the block is closed, indented as the file is", () => {
    const engine = CompletionEngine.learned(undefined);
    expect(engine.suggestLine(at(`${block.repeat(8)}if (|`, byKey))?.text).toBe(
      "!server) {\n  start(port);\n  stop(port);\n}",
    );
    const tabs = block.replaceAll("  ", "\t");
    expect(engine.suggestLine(at(`${tabs.repeat(8)}while (a) {\n\tif (|`, byKey))?.text).toBe(
      "!server) {\n\t\tstart(port);\n\t\tstop(port);\n\t}",
    );
  });

  it("in an empty body it goes on up to the bracket that stands there", () => {
    const engine = CompletionEngine.learned(undefined);
    const text = engine.suggestLine(at(`${block.repeat(8)}if (!server) {\n  |\n}\n`, byKey))?.text;
    expect(text).toBe("start(port);\n  stop(port);");
  });

  it("a line typed as foreseen tells the same at each key as an engine that is asked there first", () => {
    const code = `${"const total = sumOfItems(basket, ...others);\n".repeat(6)}log(total);\n`;
    const engine = CompletionEngine.learned(undefined);
    const line = "const total = sumOfItems(basket, ...others);";
    for (let column = 0; column < line.length; column++) {
      const request = at(`${code}${line.slice(0, column)}|\nlog(total);\n`, byKey);
      const text = engine.suggestLine(request)?.text;
      expect(text).toBe(CompletionEngine.learned(undefined).suggestLine(request)?.text);
      if (column < 30) expect(text).toBe(line.slice(column));
    }
  });

  it("what is foreseen in a line is forgotten when a line far away or the workspace changes", () => {
    const engine = CompletionEngine.learned(undefined);
    const far = "beep(1);\n".repeat(20);
    const ask = (above: string, line = "log(|") => engine.suggestLine(at(`${above}${far}${line}`, byKey))?.text;
    expect(ask("log(first, one);\n".repeat(4))).toBe("first, one);");
    expect(ask("log(other, two);\n".repeat(4))).toBe("other, two);");
    engine.setFile("b.ts", "typescript", "const total = sumOfItems(basket);\n".repeat(8));
    expect(ask("", "const total = |") ?? "").not.toContain("sumOfItems");
    engine.refreshWorkspace("a.ts", "typescript");
    expect(ask("", "const total = |")).toBe("sumOfItems(basket);");
  });

  it("a word begun is completed and the line goes on", () => {
    expect(engineOf(habit).suggestLine(at("const server = crea|", byKey))?.text).toBe("teServer(handler);");
  });

  it("never suggests what stands behind the caret", () => {
    const engine = CompletionEngine.learned(undefined);
    expect(engine.suggestLine(at("alpha(|unusual, thing);", { trigger: "manual" }))?.text ?? "").not.toContain(
      "unusual",
    );
  });

  it("says nothing in comments, on lines above 500 characters, and where it only could guess", () => {
    const engine = engineOf(habit);
    for (const comment of ["/* const server = |", "// const server = |", "code(); // const ser|"]) {
      expect(engine.suggestLine(at(comment))).toBeUndefined();
      expect(engine.suggestIdentifiers(at(comment))).toEqual([]);
    }
    expect(engine.suggestLine(at(`${"a".repeat(501)};const server = |`))).toBeUndefined();
    expect(engine.suggestLine(at("alpha = 1;\nbeta = 2;\nzebra |"))).toBeUndefined();
    expect(engine.suggestLine(at("|"))).toBeUndefined();
  });

  it("ranks the names that begin as typed", () => {
    const code = "const serial = 1;\nconst server = 2;\nserver.listen(1);\nse|";
    const names = CompletionEngine.learned(undefined).suggestIdentifiers(at(code));
    expect(names[0]?.text).toBe("server");
    expect(names.every(({ text }) => text.startsWith("se"))).toBe(true);
    expect(engineOf(habit).suggestIdentifiers(at("'se|"))).toEqual([]);
  });

  it("prefers what is in scope to what is not, and knows names that no line like this one used", () => {
    const engine = engineOf(habit);
    const code = "function first(seconds) {\n  wait(seconds);\n}\nfunction next(session) {\n  return se|";
    expect(
      engine
        .suggestIdentifiers(at(code))
        .slice(0, 2)
        .map(({ text }) => text),
    ).toEqual(["session", "seconds"]);
    engine.setFile("b.ts", "typescript", "export const sequenceNumber = 1;\n");
    engine.refreshWorkspace("a.ts", "typescript");
    expect(engine.suggestIdentifiers(at("go(seq|")).map(({ text }) => text)).toContain("sequenceNumber");
    expect(engine.suggestIdentifiers(at("// see serialKey\nserialK|")).map(({ text }) => text)).toEqual(["serialKey"]);
  });

  it("other languages complete from their own kind of file only", () => {
    const engine = engineOf(habit);
    engine.setFile("b.py", "python", "def total(items):\n    return sum(items)\n".repeat(3));
    engine.refreshWorkspace("a.py", "python");
    const python = { path: "a.py", language: "python", ...byKey };
    expect(engine.suggestLine(at("def total(|", python))?.text).toBe("items):");
    expect(engine.suggestLine(at("const server = |", { ...python, trigger: "auto" }))).toBeUndefined();
  });

  it("text of any kind is taken without harm", () => {
    const engine = engineOf(habit);
    for (const text of [
      "\0\0",
      "🙂".repeat(1_000),
      "(".repeat(5_000),
      "`${".repeat(1_000),
      "\r\n\r\n",
      "a\n".repeat(50_000),
    ]) {
      expect(() => engine.suggestLine(at(`${text}\n|`))).not.toThrow();
      expect(() => engine.setFile("x.ts", "typescript", text)).not.toThrow();
    }
  });
});
