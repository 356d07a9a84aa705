import { EditorSelection, EditorState, type TransactionSpec } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { ghostField, showGhost, visibleGhost } from "./ghost.ts";
import { insertion, partOf } from "./ghost-keys.ts";

/** A state with the caret at "|" and a ghost there. */
function withGhost(doc: string, text: string): EditorState {
  const caret = doc.indexOf("|");
  const state = EditorState.create({
    doc: doc.replace("|", ""),
    selection: { anchor: caret },
    extensions: [ghostField, EditorState.allowMultipleSelections.of(true)],
  });
  return state.update({ effects: showGhost.of({ origin: caret, text, source: "local", model: "embedded" }) }).state;
}

const rest = (state: EditorState) => visibleGhost(state)?.rest.text;
const apply = (state: EditorState, ...specs: TransactionSpec[]) =>
  specs.reduce((current, spec) => current.update(spec).state, state);
const type = (state: EditorState, text: string, userEvent = "input.type") => {
  const { head } = state.selection.main;
  return apply(state, { changes: { from: head, insert: text }, selection: { anchor: head + text.length }, userEvent });
};
const backspace = (state: EditorState) => {
  const { head } = state.selection.main;
  return apply(state, { changes: { from: head - 1, to: head }, userEvent: "delete.backward" });
};

describe("ghost text", () => {
  it("is shown without a change of the document", () => {
    const state = withGhost("const a = |\n", "load();");
    expect(rest(state)).toBe("load();");
    expect(state.doc.toString()).toBe("const a = \n");
  });

  it("typing what it says types through, and backspace steps back", () => {
    const typed = type(type(withGhost("const a = |\n", "load();"), "l"), "o");
    expect(rest(typed)).toBe("ad();");
    expect(rest(backspace(typed))).toBe("oad();");
    expect(rest(backspace(backspace(typed)))).toBe("load();");
  });

  it("stepping back beyond where it began dismisses it", () => {
    expect(rest(backspace(withGhost("const a = |\n", "load();")))).toBeUndefined();
  });

  it("typing something else dismisses it", () => {
    expect(rest(type(withGhost("const a = |\n", "load();"), "x"))).toBeUndefined();
  });

  it("typed to its end it is gone", () => {
    expect(rest(type(withGhost("const a = |\n", "load();"), "load();"))).toBeUndefined();
  });

  it("a bracket the editor closes while it is typed through is not shown twice", () => {
    const state = withGhost("foo|\n", "(first, second)");
    const { head } = state.selection.main;
    const closed = apply(state, {
      changes: { from: head, insert: "()" },
      selection: { anchor: head + 1 },
      userEvent: "input.type",
    });
    expect(rest(closed)).toBe("first, second");
  });

  it.each(["undo", "redo", "input.paste", "input.drop", "input.type.compose", "delete.selection"])(
    "%s dismisses it",
    (userEvent) => {
      expect(rest(type(withGhost("const a = |\n", "load();"), "l", userEvent))).toBeUndefined();
    },
  );

  it("moving the caret and selecting dismiss it, a second caret elsewhere does not", () => {
    const state = withGhost("const a = |\n", "load();");
    expect(rest(apply(state, { selection: { anchor: 0 } }))).toBeUndefined();
    expect(rest(apply(state, { selection: { anchor: 0, head: 10 } }))).toBeUndefined();
    const two = EditorSelection.create([EditorSelection.cursor(0), EditorSelection.cursor(10)], 1);
    expect(rest(apply(state, { selection: two }))).toBe("load();");
  });

  it("somebody else's edit above moves it along, one on its line dismisses it", () => {
    const state = withGhost("first\nconst a = |\n", "load();");
    expect(rest(apply(state, { changes: { from: 0, insert: "zero\n" } }))).toBe("load();");
    expect(rest(apply(state, { changes: { from: 8, insert: "x" } }))).toBeUndefined();
  });

  it("is not shown in a read-only editor", () => {
    const state = EditorState.create({ doc: "a", extensions: [ghostField, EditorState.readOnly.of(true)] });
    const shown = state.update({
      effects: showGhost.of({ origin: 0, text: "load();", source: "local", model: "m" }),
    }).state;
    expect(rest(shown)).toBeUndefined();
  });
});

describe("several carets", () => {
  it("a suggestion is written at the main one, and the others stay", () => {
    const carets = EditorSelection.create([EditorSelection.cursor(0), EditorSelection.cursor(13)], 1);
    const state = apply(withGhost("a\n\nconst b = |\n", "load();"), { selection: carets });
    const ghost = visibleGhost(state) ?? expect.fail("no ghost");
    const written = apply(state, insertion(state, ghost, "load();", "all"));
    expect(written.doc.toString()).toBe("a\n\nconst b = load();\n");
    expect(written.selection.ranges.map(({ head }) => head)).toEqual([0, 20]);
    expect(written.selection.mainIndex).toBe(1);
  });
});

describe("parts of a suggestion", () => {
  it.each([
    ["loadUser(id)", "loadUser"],
    [" = await x", " ="],
    ["(id)", "("],
    ["\n  return", "\n  return"],
    ["名前.長さ", "名前"],
  ])("the next word of %j is %j", (text, word) => expect(partOf(text, "word")).toBe(word));

  it("the next line is the rest of this one, or the whole next", () => {
    expect(partOf("a();\n  b();", "line")).toBe("a();");
    expect(partOf("\n  b();\n}", "line")).toBe("\n  b();");
  });

  it("taken word by word it closes no bracket twice", () => {
    let state = withGhost('app.get("/ghost", (req|))\n', "uest, response) =>");
    for (let ghost = visibleGhost(state); ghost; ghost = visibleGhost(state)) {
      state = state.update(insertion(state, ghost, partOf(ghost.rest.text, "word"), "word")).state;
    }
    expect(state.doc.toString()).toBe('app.get("/ghost", (request, response) =>)\n');
  });
});
