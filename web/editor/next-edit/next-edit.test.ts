import { javascriptLanguage } from "@codemirror/lang-javascript";
import {
  ChangeSet,
  EditorSelection,
  EditorState,
  type Extension,
  StateEffect,
  type TransactionSpec,
} from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { ghostField, showGhost } from "../completion/ghost.ts";
import { acceptance, isFree } from "./keys.ts";
import { pastChange } from "./past-change.ts";
import { dismissProposals, isAt, nearest, proposalsField, propose } from "./proposals.ts";

/** A state in which every "a" that stands alone behind the first is proposed to become "total". */
function proposed(doc: string, caret = 0): EditorState {
  const state = EditorState.create({ doc, selection: { anchor: caret }, extensions: proposalsField });
  const here = [...doc.matchAll(/\ba\b/g)].slice(1).map(({ index }) => ({
    from: index,
    to: index + 1,
    old: "a",
    insert: "total",
  }));
  return state.update({ effects: propose.of({ here, elsewhere: [] }) }).state;
}

const apply = (state: EditorState, ...specs: TransactionSpec[]) =>
  specs.reduce((current, spec) => current.update(spec).state, state);
const places = (state: EditorState) => state.field(proposalsField)?.here.map(({ from }) => from) ?? [];
const text = "const a = 1;\na + a;\n";

describe("proposals", () => {
  it("change nothing until one is taken, which is one change", () => {
    const state = proposed(text);
    expect(state.doc.toString()).toBe(text);
    expect(places(state)).toEqual([13, 17]);
    const first = nearest(state);
    const taken = first ? apply(state, acceptance(first)) : state;
    expect(taken.doc.toString()).toBe("const a = 1;\ntotal + a;\n");
    expect(taken.selection.main.head).toBe(18);
    expect(places(taken)).toEqual([21]);
  });

  it("the nearest is the next behind the caret, from the end on the first", () => {
    expect(nearest(proposed(text, 15))?.from).toBe(17);
    expect(nearest(proposed(text, 20))?.from).toBe(13);
    const state = proposed(text, 13);
    const first = nearest(state);
    expect(first && isAt(first, state)).toBe(true);
    expect(first && isAt(first, apply(state, { selection: { anchor: 5 } }))).toBe(false);
  });

  it("stay at their places when somebody else writes above and between", () => {
    const state = apply(proposed(text), {
      changes: [
        { from: 0, insert: "// tea\n" },
        { from: 14, insert: " " },
      ],
    });
    expect(places(state)).toEqual([20, 25]);
  });

  it.each([
    ["wrote another name there", { from: 13, to: 14, insert: "b" }],
    ["wrote a letter behind it", { from: 14, insert: "b" }],
    ["wrote a letter before it", { from: 13, insert: "b" }],
    ["took it away", { from: 12, to: 15 }],
  ])("one is dropped when somebody else %s", (_case, changes) => {
    expect(places(apply(proposed(text), { changes }))).toHaveLength(1);
  });

  it.each(["input.type", "delete.backward", "undo", "input.paste"])("all are gone after %s elsewhere", (userEvent) => {
    expect(places(apply(proposed(text), { changes: { from: 0, insert: " " }, userEvent }))).toEqual([]);
  });

  it("moving the caret keeps them, dismissing does not", () => {
    const moved = apply(proposed(text), { selection: { anchor: 9 }, userEvent: "select" });
    expect(places(moved)).toEqual([13, 17]);
    expect(apply(moved, { effects: dismissProposals.of(null) }).field(proposalsField)).toBeUndefined();
  });
});

describe("Tab", () => {
  const state = proposed(text);
  const extended = (extension: Extension) => apply(state, { effects: StateEffect.appendConfig.of(extension) });

  it("is for proposals where there are some", () => {
    expect(isFree(state)).toBe(true);
    expect(isFree(apply(state, { effects: dismissProposals.of(null) }))).toBe(false);
  });

  it.each([
    ["the file cannot be written", extended(EditorState.readOnly.of(true))],
    ["something is selected", apply(state, { selection: { anchor: 0, head: 3 } })],
    [
      "there are two carets",
      apply(extended(EditorState.allowMultipleSelections.of(true)), {
        selection: EditorSelection.create([EditorSelection.cursor(0), EditorSelection.cursor(3)]),
      }),
    ],
    [
      "ghost text is shown",
      apply(extended(ghostField), {
        effects: showGhost.of({ origin: 0, text: "import tea;", source: "local", model: "embedded" }),
      }),
    ],
  ])("is left to others where %s", (_case, now) => {
    expect(isFree(now)).toBe(false);
  });
});

describe("a change of a declaration", () => {
  /** What was changed, by "«old»new»" in a text. */
  function changeOf(marked: string) {
    const [start = "", old = "", inserted = "", rest = ""] = marked.split(/[«»]/);
    const before = EditorState.create({ doc: start + old + rest, extensions: javascriptLanguage });
    const { changes, state } = before.update({
      changes: { from: start.length, to: start.length + old.length, insert: inserted },
    });
    return pastChange(before.doc, changes, state);
  }

  it.each([
    ["of a variable", "const «a»total» = 1;"],
    ["of a part of a name", "const user«»Name» = 1;"],
    ["of a parameter's name", "function f(«a»b») {}"],
    ["of a method", "class A { «m»n»() {} }"],
    ["of a list of parameters", "function f(a«»: number, b») {}"],
  ])("is seen: %s", (_case, marked) => {
    expect(changeOf(marked)).toMatchObject({ from: marked.indexOf("«"), before: marked.replace(/«(.*)».*»/, "$1") });
  });

  it.each([
    ["a use", "const a = 1; use(«a»b»);"],
    ["a value", "const a = «1»2»;"],
    ["a whole statement", "«»const a = 1;»"],
    ["nothing", "const «a»a» = 1;"],
    ["more than a person types over", `const «a»${"b".repeat(300)}» = 1;`],
  ])("is not: %s", (_case, marked) => {
    expect(changeOf(marked)).toBeUndefined();
  });

  it("nothing was changed", () => {
    const state = EditorState.create({ doc: "const a = 1;", extensions: javascriptLanguage });
    expect(pastChange(state.doc, ChangeSet.empty(12), state)).toBeUndefined();
  });
});
