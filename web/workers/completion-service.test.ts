import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { encodeCorpus, joinFiles, type SortedCorpus } from "../../shared/completion/corpus-file.ts";
import type { FromCompletionWorker } from "../../shared/completion/messages.ts";
import { readCorpus } from "../../test/support/corpus.ts";
import { CompletionService } from "./completion-service.ts";
import { fetchCorpus } from "./fetch-corpus.ts";
import { loadReader } from "./syntax/load-reader.ts";

const corpus = { vocabulary: ["const"], spacing: new Map(), tokens: joinFiles([[2, 2]]) };
const smallCorpus = readCorpus(corpus);

/** A service whose deferred work runs when the test says so. */
async function start(loadCorpus: () => Promise<SortedCorpus> = async () => smallCorpus, msPerLook = 0) {
  const posted: FromCompletionWorker[] = [];
  const tasks: { task: () => void; at: number }[] = [];
  let now = 0;
  const service = new CompletionService({
    post: (message) => void posted.push(message),
    defer: (task, delayMs) => void tasks.push({ task, at: now + delayMs }),
    now: () => (now += msPerLook),
    loadCorpus,
    loadReader,
  });
  service.receive({ type: "load", corpusUrl: "/corpus" });
  await Promise.resolve();
  await Promise.resolve();
  const run = (forMs = 0) => {
    now += forMs;
    for (let index = 0; index < tasks.length; index++) {
      const due = tasks[index];
      if (due && due.at <= now) {
        tasks.splice(index, 1);
        index = -1;
        due.task();
      }
    }
  };
  return { service, posted, run };
}

const line = (id: number, prefix: string, path = "a.ts") =>
  ({ type: "line", id, request: { path, language: "typescript", prefix, suffix: "", trigger: "manual" } }) as const;

const otherFile = {
  type: "file",
  path: "b.ts",
  language: "typescript",
  text: "export const total = sumOf(items);\n".repeat(9),
} as const;

describe("the completion Worker's service", () => {
  it("says when it is ready", async () => {
    const { posted } = await start();
    expect(posted).toEqual([{ type: "ready", corpusTokens: smallCorpus.tokens.length }]);
  });

  it("works without the corpus and says why it is missing", async () => {
    const { service, posted, run } = await start(() =>
      Promise.reject(new Error("The completion corpus answered 404.")),
    );
    expect(posted).toEqual([{ type: "ready", corpusTokens: 0, problem: "The completion corpus answered 404." }]);
    service.receive(line(1, `${"const total = sumOf(items);\n".repeat(9)}const total = `));
    run();
    expect(posted.at(-1)).toMatchObject({ type: "line", id: 1, suggestion: { text: "sumOf(items);" } });
  });

  it("learns from the files of the workspace", async () => {
    const { service, posted, run } = await start();
    service.receive(otherFile);
    run();
    service.receive(line(1, "export const total = "));
    run();
    expect(posted.at(-1)).toMatchObject({ id: 1, suggestion: { text: "sumOf(items);" } });
  });

  it("a changed file counts once nothing has changed for a while", async () => {
    const { service, posted, run } = await start();
    service.receive(line(1, "a"));
    run();
    service.receive(otherFile);
    run();
    run(1_000);
    service.receive(line(2, "export const total = "));
    run();
    expect(posted.at(-1)).toMatchObject({ id: 2, suggestion: { text: "sumOf(items);" } });
  });

  it("a workspace is built in slices: a question in between is answered at once, and one after it from the workspace", async () => {
    const { service, posted, run } = await start(undefined, 5);
    service.receive(otherFile);
    run();
    service.receive(line(1, "export const total = "));
    run(1);
    const early = posted.find((message) => message.type === "line" && message.id === 1);
    expect(early).toBeDefined();
    expect(JSON.stringify(early)).not.toContain("sumOf");
    run(1_000);
    service.receive(line(2, "export const total = "));
    run(1);
    expect(posted.at(-1)).toMatchObject({ id: 2, suggestion: { text: "sumOf(items);" } });
  });

  it("what was written in one file counts when another is opened", async () => {
    const { service, posted, run } = await start();
    service.receive(line(1, "a", "b.ts"));
    run();
    service.receive(otherFile);
    run();
    service.receive(line(2, "export const total = ", "a.ts"));
    run();
    expect(posted.at(-1)).toMatchObject({ id: 2, suggestion: { text: "sumOf(items);" } });
  });

  it("a file is followed edit by edit, also while it is the open one", async () => {
    const { service, posted, run } = await start();
    service.receive({ ...otherFile, text: otherFile.text.replaceAll("sumOf", "longestOf") });
    service.receive(line(1, "a", "b.ts"));
    run();
    let from = otherFile.text.replaceAll("sumOf", "longestOf").lastIndexOf("longestOf");
    for (; from >= 0; from = from < 40 ? -1 : from - "export const total = longestOf(items);\n".length)
      service.receive({ type: "edit", path: "b.ts", edits: [{ from, to: from + 7, insert: "shortest" }] });
    service.receive({ type: "edit", path: "gone.ts", edits: [{ from: 0, to: 0, insert: "x" }] });
    run();
    service.receive(line(2, "export const total = ", "a.ts"));
    run();
    expect(posted.at(-1)).toMatchObject({ id: 2, suggestion: { text: "shortestOf(items);" } });
  });

  it("files of a language are read again once its grammar is there", async () => {
    const { service, posted, run } = await start();
    const text = 'page = render("a long name", one)  # rendered\n'.repeat(4);
    const ask = (id: number) => {
      const request = { path: "a.py", language: "python", prefix: "page = ", suffix: "", trigger: "manual" } as const;
      service.receive({ type: "line", id, request });
      run(1_000);
    };
    service.receive({ type: "file", path: "b.py", language: "python", text });
    run();
    ask(1);
    await loadReader("python");
    await new Promise((resolve) => setTimeout(resolve));
    run(1_000);
    run(1_000);
    ask(2);
    expect(posted.at(-1)).toMatchObject({ id: 2, suggestion: { text: 'render("a long name", one)' } });
  });

  it("a removed file is forgotten", async () => {
    const { service, posted, run } = await start();
    service.receive(otherFile);
    run();
    service.receive({ type: "remove", path: "b.ts" });
    run();
    service.receive(line(1, "export const total = "));
    run();
    expect(JSON.stringify(posted.at(-1))).not.toContain("sumOf");
  });

  it("only the newest question is worked on, and each is answered", async () => {
    const { service, posted, run } = await start();
    for (let id = 1; id <= 50; id++) service.receive(line(id, "const "));
    run();
    expect(posted.filter((message) => message.type === "line").map((message) => message.id)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
  });

  it("a cancelled question is not worked on", async () => {
    const { service, posted, run } = await start();
    service.receive(line(1, "const "));
    service.receive({ type: "cancel", id: 1 });
    run();
    expect(posted).toHaveLength(1);
  });
});

describe("loading the corpus", () => {
  const get =
    (body: BodyInit, status = 200) =>
    () =>
      Promise.resolve(new Response(body, { status }));

  const bytes = encodeCorpus(corpus);

  it("is read packed and unpacked", async () => {
    expect(await fetchCorpus("/c", get(gzipSync(bytes)))).toEqual(smallCorpus);
    expect(await fetchCorpus("/c", get(bytes.slice()))).toEqual(smallCorpus);
  });

  it("a missing or damaged corpus is a sentence", async () => {
    await expect(fetchCorpus("/c", get("", 404))).rejects.toThrow("The completion corpus answered 404.");
    await expect(fetchCorpus("/c", get("<html>"))).rejects.toThrow("The completion corpus is damaged.");
  });
});
