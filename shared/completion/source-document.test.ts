import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/property.ts";
import { SourceDocument, tokenTables } from "./source-document.ts";
import { Vocabulary } from "./vocabulary.ts";

const piece = fc.constantFrom(
  "foo",
  "(",
  ")",
  "{",
  "}",
  "\n",
  "\n\n",
  " ",
  "/*",
  "*/",
  "`",
  "${",
  '"',
  ";",
  "bar",
  "// x",
);
const code = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

/** Everything a document would predict, at every caret of `text`. */
function view(document: SourceDocument, text: string) {
  return text.split("\n").map((line, index) =>
    document.atCaret(index, line.length, ({ ids, structure, partial, inComment, scopes }) => ({
      uses: scopes && [...scopes.uses].sort(([left], [right]) => left - right),
      ids,
      structure,
      partial,
      inComment,
      next: [0, 1, 2, 3].map((order) =>
        [...(document.model.next(ids, Math.min(order, ids.length))?.counts ?? [])].sort(),
      ),
    })),
  );
}

describe("the open file", () => {
  it("after any edits it is what it would be if read afresh", () => {
    fc.assert(
      fc.property(fc.array(code, { minLength: 1, maxLength: 6 }), (texts) => {
        const tables = tokenTables(new Vocabulary());
        const edited = new SourceDocument(tables, "script", new Map());
        for (const text of texts) edited.update(text);
        const last = texts.at(-1) ?? "";
        const fresh = new SourceDocument(tables, "script", new Map());
        fresh.update(last);
        expect(view(edited, last)).toEqual(view(fresh, last));
      }),
    );
  });

  it("remembers the words of comments and strings, until they are gone", () => {
    const tables = tokenTables(new Vocabulary());
    const document = new SourceDocument(tables, "script", new Map());
    document.update("// takes an accountNumber\nconst mode = 'strict';\n");
    const mentioned = (word: string) => document.isMentioned(tables.vocabulary.idOf(word));
    expect(["accountNumber", "strict", "mode"].map(mentioned)).toEqual([true, true, false]);
    document.update("const mode = 'strict';\n");
    expect(mentioned("accountNumber")).toBe(false);
  });

  it("what stands behind the caret on its line does not predict itself", () => {
    const vocabulary = new Vocabulary();
    const document = new SourceDocument(tokenTables(vocabulary), "script", new Map());
    document.update("start unusual");
    const next = document.atCaret(0, 6, ({ ids }) => document.model.next(ids, 1));
    expect(next).toBeUndefined();
    expect(document.model.next([vocabulary.idOf("start")], 1)?.total).toBe(1);
  });

  it.each([
    ["const lo", "lo"],
    ["import a from './ut", "'./ut"],
    ["foo(", undefined],
    ["foo ", undefined],
    ["'done'", undefined],
  ])("the word being written in %j is %j", (text, partial) => {
    const vocabulary = new Vocabulary();
    const document = new SourceDocument(tokenTables(vocabulary), "script", new Map());
    document.update(text);
    expect(document.atCaret(0, text.length, (caret) => caret.partial)).toBe(partial);
  });
});
