import { expect, it } from "vitest";
import type { AskEnd, AskInput } from "../ask.ts";
import { agentLimits } from "../limits.ts";
import { askForEdits, type EditPorts, type EditTask } from "./ask-for-edits.ts";

const cart =
  "export function total(items) {\n  return items.length;\n}\n\nexport function names() {\n  return [];\n}\n";

const block = (search: string, replace: string, path = "cart.ts") =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;

const answered = (text: string, reason: "stop" | "length" | "cancelled" = "stop"): AskEnd & { ok: true } => ({
  ok: true,
  text,
  reason,
  model: "small",
  endpoint: "local",
  tokens: 10,
});

/** Opening brackets that nothing closes, and the reverse. */
function parseErrors(_path: string, text: string) {
  return Math.abs(text.split("{").length - text.split("}").length);
}

interface Given {
  says: readonly (string | AskEnd)[];
  files?: Record<string, string>;
  task?: Partial<EditTask>;
  ask?: Partial<AskInput>;
  gates?: Partial<EditPorts["gates"]>;
  signal?: AbortSignal;
}

async function asked({ says, files = { "cart.ts": cart }, task = {}, ask = {}, gates = {}, signal }: Given) {
  const asks: AskInput[] = [];
  const done = await askForEdits(
    { ask: { task: "optimise", language: "en", ...ask }, allows: (path) => path in files, ...task },
    {
      async model(given) {
        const said = says[asks.length] ?? "";
        asks.push(given);
        return typeof said === "string" ? answered(said) : said;
      },
      project: { read: (path) => files[path], symbolAt: () => undefined },
      gates: { parseErrors, ...gates },
    },
    signal ?? new AbortController().signal,
  );
  return { ...done, asks, codes: done.refused.map(({ code }) => code) };
}

const better = block("  return items.length;", "  return items.size;");

it("carries out what is answered at once, and says what it cost", async () => {
  const { end, files, bill, asks } = await asked({ says: [{ ...answered(better), cost: 0.5 }] });
  expect([end, files.get("cart.ts")]).toEqual(["done", cart.replace("length", "size")]);
  expect(bill).toEqual({
    calls: [{ model: "small", endpoint: "local", tokens: 10, cost: 0.5, escalation: 0 }],
    tokens: 10,
    cost: 0.5,
  });
  expect(asks[0]?.objection).toBeUndefined();
});

it("says what was refused, with the closest lines, and keeps what had been carried out", async () => {
  const wrong = block("  return names;", "  return [1];");
  const right = block("  return [];", "  return [1];");
  const { end, files, asks, codes } = await asked({ says: [better + wrong, right] });
  expect([end, codes]).toEqual(["done", []]);
  expect(files.get("cart.ts")).toBe(cart.replace("length", "size").replace("[]", "[1]"));
  expect(asks[1]?.objection?.answer).toBe(better + wrong);
  expect(asks[1]?.objection?.problem).toContain("1 of the edits are carried out.");
  expect(asks[1]?.objection?.problem).toMatch(/is not in cart\.ts\. Closest, from line \d/);
});

it("asks three times, then a larger model, then gives up with what could be done and the reasons", async () => {
  const wrong = block("nowhere", "x");
  const { end, files, codes, asks, bill } = await asked({ says: [better + wrong, wrong, wrong, wrong, better] });
  expect(asks.map(({ escalation }) => escalation)).toEqual([0, 0, 0, 1]);
  expect([end, codes, bill.tokens]).toEqual(["given-up", ["not-found"], 40]);
  expect(files.get("cart.ts")).toBe(cart.replace("length", "size"));
});

it("a task that is at the largest model already asks no larger one", async () => {
  const { asks, end } = await asked({ says: [], ask: { escalation: agentLimits.maxEscalation } });
  expect([asks.length, end]).toEqual([1 + agentLimits.maxRetries, "given-up"]);
});

it("an answer that claims to have done it changes nothing, and that is said", async () => {
  const { end, codes, files } = await asked({ says: Array(4).fill("Done! All functions are faster now.") });
  expect([end, codes, files.size]).toEqual(["given-up", ["bad-format"], 0]);
});

it("an answer in prose is enough where there may be nothing to change; an empty one is not", async () => {
  const task = { mayChangeNothing: true };
  expect(await asked({ says: ["Nothing to improve."], task })).toMatchObject({ end: "done", refused: [] });
  expect(await asked({ says: [""], task })).toMatchObject({ end: "given-up" });
});

it("files that the task is not about are refused, the others changed", async () => {
  const other = block("a", "b", "secret.ts");
  const files = { "cart.ts": cart, "secret.ts": "a\n" };
  const allows = (path: string) => path === "cart.ts";
  const { codes, files: changed } = await asked({ says: [better + other], files, task: { allows } });
  expect([codes, [...changed.keys()]]).toEqual([["outside"], ["cart.ts"]]);
});

it("an edit that breaks the syntax is found among the others and refused", async () => {
  const breaks = block("export function names() {", "export function names() {{");
  const { codes, files, asks } = await asked({ says: [breaks + better] });
  expect(codes).toEqual(["parse-worse"]);
  expect(files.get("cart.ts")).toBe(cart.replace("length", "size"));
  expect(asks[1]?.objection?.problem).toContain("1 syntax errors, 0 before");
});

it("two edits that only together keep the syntax are carried out", async () => {
  const opens = block("export function names() {", "export function names() {{");
  const closes = block("  return [];\n}", "  return [];\n}}");
  expect(await asked({ says: [opens + closes] })).toMatchObject({ end: "done" });
});

it("edits that break the syntax by hundreds are refused after a bounded number of tries", async () => {
  let parses = 0;
  const text = Array.from({ length: 400 }, (_, n) => `line${n};`).join("\n");
  const says = Array.from({ length: 400 }, (_, n) => block(`line${n};`, `line${n}{`)).join("");
  const count = (path: string, given: string) => {
    parses++;
    return parseErrors(path, given);
  };
  const { codes } = await asked({
    says: [says, says, says],
    files: { "cart.ts": text },
    gates: { parseErrors: count },
    ask: { escalation: 2 },
  });
  expect([new Set(codes), parses < 4 * agentLimits.maxGateTries]).toEqual([new Set(["parse-worse"]), true]);
});

it("to delete a file and to write it anew stays refused beside an edit that breaks the syntax", async () => {
  const files = { "cart.ts": cart, "long.ts": "a;\n".repeat(300) };
  const says = [
    `<delete path="long.ts" />\n<file path="long.ts">\nb;\n</file>\n${block("export function names() {", "{")}`,
  ];
  const { codes } = await asked({ says, files, ask: { escalation: 2 } });
  expect(codes).toContain("rewrite");
});

it("new problems are said to the model, those that were there before are not", async () => {
  const problems = async (_path: string, text: string) => [
    "names is never used",
    ...(text.includes("size") ? ["no property size"] : []),
  ];
  const fixed = block("  return items.length;", "  return items.count;");
  const { end, asks, files, problems: left } = await asked({ says: [better, fixed], gates: { problems } });
  expect(asks[1]?.objection?.problem).toContain("cart.ts: no property size");
  expect(asks[1]?.objection?.problem).not.toContain("never used");
  // The second answer takes the place of the first, whose lines it speaks of.
  expect([end, left, files.get("cart.ts")]).toEqual(["done", [], cart.replace("length", "count")]);
});

it("a worse second answer does not take the place of a better first one", async () => {
  const problems = async (_path: string, text: string) => (text.includes("size") ? ["one"] : ["one", "two", "three"]);
  const read = { "cart.ts": cart };
  const worse = block("  return items.length;", "  return items.count;");
  const had = async (path: string, text: string) => (text === read["cart.ts"] ? [] : problems(path, text));
  const { end, files, problems: left } = await asked({ says: [better, worse], gates: { problems: had } });
  expect([end, left]).toEqual(["given-up", ["cart.ts: one"]]);
  expect(files.get("cart.ts")).toContain("size");
});

it("an answer given twice is carried out once, in one answer and in two", async () => {
  const comment = block("export function names() {", "/** Names. */\nexport function names() {");
  const wrong = block("nowhere", "x");
  const once = cart.replace("export function names", "/** Names. */\nexport function names");
  const twice = await asked({ says: [comment + comment] });
  expect(twice.files.get("cart.ts")).toBe(once);
  const again = await asked({ says: [comment + wrong, comment, comment, comment] });
  expect([again.files.get("cart.ts"), again.codes]).toEqual([once, ["not-found"]]);
});

it("an answer that was cut is asked for the rest", async () => {
  const cut = await asked({ says: [answered(better, "length"), block("  return [];", "  return [1];")] });
  expect(cut.asks[1]?.objection?.problem).toContain("cut before its end");
  expect([cut.end, cut.files.get("cart.ts")]).toEqual(["done", cart.replace("length", "size").replace("[]", "[1]")]);
});

it("a model that is not there is asked once; one that stops in the middle again", async () => {
  const gone: AskEnd = { ok: false, code: "quota", message: "Used up.", text: "" };
  expect(await asked({ says: [gone] })).toMatchObject({ end: "failed", failure: { code: "quota" }, asks: [{}] });
  const cut: AskEnd = { ok: false, code: "cut", message: "Cut.", text: better };
  const again = await asked({ says: [cut, block("  return [];", "  return [1];")] });
  expect([again.end, again.bill.calls[0]?.failed]).toEqual(["done", "cut"]);
});

it("[stop] a signal ends it with the call that is on: nothing is applied and nothing more asked", async () => {
  const controller = new AbortController();
  const asks: AskInput[] = [];
  const done = await askForEdits(
    { ask: { task: "optimise", language: "en" }, allows: () => true },
    {
      async model(ask, hear, signal) {
        asks.push(ask);
        hear("a");
        controller.abort();
        return answered(better, signal.aborted ? "cancelled" : "stop");
      },
      project: { read: () => cart, symbolAt: () => undefined },
      gates: { parseErrors },
    },
    controller.signal,
  );
  expect([done.end, done.files.size, asks.length]).toEqual(["cancelled", 0, 1]);
  const late = await asked({ says: [better], signal: controller.signal });
  expect([late.end, late.asks.length]).toEqual(["cancelled", 0]);
});

it("an endless answer is stopped where nobody reads on", async () => {
  let heard = 0;
  const done = await askForEdits(
    { ask: { task: "optimise", language: "en", escalation: 2 }, allows: () => true },
    {
      async model(_ask, hear, signal) {
        let text = "";
        while (!signal.aborted) {
          hear("a".repeat(65_536));
          text += "a".repeat(65_536);
        }
        return answered(text, "cancelled");
      },
      project: { read: () => cart, symbolAt: () => undefined },
      gates: { parseErrors },
      hear: (text) => {
        heard += text.length;
      },
    },
    new AbortController().signal,
  );
  expect([done.end, done.files.size, heard]).toEqual(["given-up", 0, 3 * agentLimits.maxAnswerChars]);
});
