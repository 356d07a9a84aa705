import { EditorState, type TransactionSpec } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import type { InlineAnswer, InlineRequest } from "../../../shared/completion/provider.ts";
import type { SuggestionVerdict } from "../../../shared/completion/suggestion-check.ts";
import { SeededRandom } from "../../../test/support/chaos-random.ts";
import { fakeSecret, secretKinds } from "../../../test/support/fake-secrets.ts";
import { causeOf, placeFor } from "./cause.ts";
import { Follow } from "./follow.ts";
import { acceptance } from "./keys.ts";
import type { ModelEditOutcome } from "./model-edit.ts";
import { dismissProposals, proposalsField, propose } from "./proposals.ts";

/** What was changed, by "«old»new»" in a text. */
function changed(marked: string) {
  const [start = "", old = "", inserted = "", rest = ""] = marked.split(/[«»]/);
  const before = EditorState.create({ doc: start + old + rest, extensions: proposalsField });
  const { changes, state } = before.update({
    changes: { from: start.length, to: start.length + old.length, insert: inserted },
    selection: { anchor: start.length + inserted.length },
  });
  return { state, cause: causeOf(before.doc, changes, state.doc) };
}

/** Where the cause is followed first, as its line; undefined when there is no cause. */
function followedFirst(marked: string): string | undefined {
  const { state, cause } = changed(marked);
  return cause && placeFor(state.doc, cause.changed.line, cause, new Set())?.old;
}

const users = `def «load»fetch»_user(id):
    return db[id]

def show(id):
    user = load_user(id)
    print(user)
    return load_user(id)
`;

describe("a change that others may have to follow", () => {
  it.each([
    ["a name that is declared", users, "    user = load_user(id)"],
    ["a name in prose", "The «editor»ghost» is late.\n\nAsk the editor.\n", "Ask the editor."],
    ["parameters", "def pour(a«»: int, b»):\n    pass\n\npour(1)\n", "pour(1)"],
    ["a key", "colour:\n  «main»lead»: red\nuse: main\n", "use: main"],
  ])("is %s", (_case, marked, place) => {
    expect(followedFirst(marked)).toBe(place);
  });

  it.each([
    ["new code", "«»total = 1\n»print(total)\n"],
    ["new arguments of a call", "pour(«»1»)\npour(2)\n"],
    ["a short name", "«a»b»c = 1\nuse(a)\n".replace("c", "")],
    ["a name that was there before: a slip is put right", "tota«»l» = 1\nprint(total)\nprint(tota)\n"],
    ["a number", "a = «100»200»\nb = 100\n"],
    ["several lines", "«load\n»fetch»_user\nload\n"],
    ["a line of data", `«load»fetch» = "${"x".repeat(300)}"\nload\n`],
    ["nothing", "«load»load»_user\nload\n"],
  ])("is not %s", (_case, marked) => {
    expect(followedFirst(marked)).toBeUndefined();
  });

  it("is looked for near, below first, and not in another declaration of the same name", () => {
    expect(followedFirst("use(tea)\n\n«tea»mug» = 1\n\nshow(tea)\n")).toBe("show(tea)");
    expect(followedFirst("use(tea)\n\n«tea»mug» = 1\n")).toBe("use(tea)");
    expect(followedFirst("def f(a«»b»): pass\ndef f(c): pass\n")).toBeUndefined();
    expect(followedFirst(`«tea»mug» = 1\n${"\n".repeat(500)}use(tea)\n`)).toBeUndefined();
  });
});

/** A chain of edits by a model that answers each question with the next of `answers`. */
function stage(
  marked: string,
  answers: readonly (string | InlineAnswer | undefined)[],
  verdict: SuggestionVerdict = "keep",
) {
  const { state, cause } = changed(marked);
  const requests: InlineRequest[] = [];
  const calledOff: boolean[] = [];
  const outcomes: ModelEditOutcome[] = [];
  const shown = { state };
  const follow = new Follow(
    {
      model: "scripted",
      now: () => 0,
      check: async () => verdict,
      ended: (outcome) => outcomes.push(outcome),
      async complete(request, onText, signal) {
        const answer = answers[requests.push(request) - 1];
        const text = typeof answer === "string" ? answer : (answer?.text ?? "");
        // As a stream: letter by letter until nobody wants more.
        let said = 0;
        while (said < text.length && !signal.aborted) onText(text.slice(0, ++said));
        calledOff.push(signal.aborted);
        return typeof answer === "string" ? { text, model: "scripted", latencyMs: 1 } : answer;
      },
    },
    shown,
  );
  const file = { path: "users.py", language: "python" };
  const next = (first = false, signal = new AbortController().signal) =>
    follow.next(file, first ? cause : undefined, signal);
  const apply = (spec: TransactionSpec) => {
    const transaction = shown.state.update(spec);
    shown.state = transaction.state;
    return follow.update([transaction], transaction.state);
  };
  return { next, apply, requests, calledOff, outcomes, follow, shown };
}

describe("an edit of a model", () => {
  it("is a part of one line, asked for as the rest of a diff, and the next follows when it is taken", async () => {
    const { next, apply, requests, calledOff, outcomes, shown } = stage(users, [
      "    user = fetch_user(id)\n     print(user)\n",
      "    return fetch_user(id)",
      "    print(other)",
    ]);
    const first = await next(true);
    expect(first).toMatchObject({ old: "load_user", insert: "fetch_user" });
    expect(requests[0]).toMatchObject({ path: "users.py", language: "python", trigger: "auto" });
    expect(requests[0]?.prefix).toBe(`--- a/users.py
+++ b/users.py
@@ -1,1 +1,1 @@
-def load_user(id):
+def fetch_user(id):
@@ -2,7 +2,7 @@
     return db[id]
 
 def show(id):
-    user = load_user(id)
+`);
    expect(calledOff).toEqual([true]);
    if (first) apply({ effects: propose.of({ here: [first], elsewhere: [] }) });
    expect(first && apply(acceptance(first))).toBe(true);
    expect(shown.state.doc.line(5).text).toBe("    user = fetch_user(id)");
    const second = await next();
    expect(requests[1]?.prefix).toContain("-    user = load_user(id)\n+    user = fetch_user(id)\n@@");
    if (second) apply({ effects: propose.of({ here: [second], elsewhere: [] }) });
    apply({ effects: dismissProposals.of(null) });
    const textAfter = shown.state.doc.toString();
    expect(outcomes).toEqual([
      {
        model: "scripted",
        outcome: "accepted",
        text: "fetch_user",
        from: textAfter.indexOf("fetch_user(id)\n    print"),
        latencyMs: 0,
      },
      {
        model: "scripted",
        outcome: "rejected",
        text: "fetch_user",
        from: textAfter.indexOf("load_user"),
        latencyMs: 0,
      },
    ]);
    expect(await next()).toBeUndefined();
    expect(requests).toHaveLength(2);
  });

  it.each([
    ["nothing", ["", ""]],
    ["no answer", [undefined, undefined]],
    ["nonsense", ["lorem ipsum dolor", "sit amet"]],
    ["the whole file", [`${users}`, `${users}`]],
    ["a line without an end", ["x".repeat(100_000), "y".repeat(100_000)]],
    ["an answer cut off in the middle", [{ text: "    user = fetch_us()", model: "", latencyMs: 0 }, ""]],
    ["the line as it was", ["    user = load_user(id)\n", "    return load_user(id)\n"]],
  ])("is none where the model answers %s; after two places it is not asked again", async (_case, answers) => {
    const { next, requests, shown } = stage(users, [...answers, "    user = fetch_user(id)"]);
    const { doc } = shown.state;
    expect(await next(true)).toBeUndefined();
    expect(await next()).toBeUndefined();
    expect(requests).toHaveLength(2);
    expect(shown.state.doc.eq(doc)).toBe(true);
  });

  it("an answer that runs on is called off as soon as a line has been said", async () => {
    const { next, calledOff } = stage(users, [users, "x".repeat(100_000)]);
    await next(true);
    expect(calledOff).toEqual([true, true]);
  });

  it("that adds an error is not proposed", async () => {
    const { next } = stage(users, ["    user = fetch_user(id)", "    return fetch_user(id)"], "type-error");
    expect(await next(true)).toBeUndefined();
  });

  it.each(secretKinds)("no line with a secret in it or near it is asked about or told: %s", async (kind) => {
    const { line, secret } = fakeSecret(kind, new SeededRandom(11));
    const { next, requests } = stage(`«token»bearer» = 1\n\n\n\n${line}\nuse(token)\n\n\n\n\nuse(token, 2)\n`, [
      "use(bearer, 2)",
    ]);
    expect(await next(true)).toMatchObject({ old: "token", insert: "bearer" });
    expect(requests.map(({ prefix }) => prefix.includes("use(token, 2)"))).toEqual([true]);
    expect(JSON.stringify(requests)).not.toContain(secret);
  });

  it("a secret that is changed itself is told to nobody", async () => {
    const { line } = fakeSecret("GitHub token", new SeededRandom(11));
    const { next, requests } = stage(`«client»bearer»_of(${line})\nuse(client_of)\n`, ["use(bearer_of)"]);
    expect(await next(true)).toBeUndefined();
    expect(requests).toEqual([]);
  });

  it("typing on ends what is being followed, and what is called off is not shown", async () => {
    const { next, apply, outcomes, requests } = stage(users, ["    user = fetch_user(id)", ""]);
    const controller = new AbortController();
    const late = next(true, controller.signal);
    controller.abort();
    expect(await late).toBeUndefined();
    apply({ changes: { from: 0, insert: "#" }, userEvent: "input.type" });
    expect(await next()).toBeUndefined();
    expect([requests.length, outcomes]).toEqual([1, []]);
  });

  it("that is on the screen when the editor closes was not taken", async () => {
    const { next, apply, follow, outcomes } = stage(users, ["    user = fetch_user(id)"]);
    const first = await next(true);
    if (first) apply({ effects: propose.of({ here: [first], elsewhere: [] }) });
    follow.destroy();
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["rejected"]);
  });
});
