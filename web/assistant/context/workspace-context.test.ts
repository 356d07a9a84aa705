import { expect, it } from "vitest";
import { contextLimits } from "../../../shared/context/limits.ts";
import { deleteEntry } from "../../../shared/workspace/document.ts";
import { projectOf, stageContext } from "../../../test/support/context-project.ts";

const load = "export function load(id: string): number {\n  return id.length;\n}\n";
const app = 'import { load } from "./load.ts";\n\nconst size = load(\n';
const caret = { path: "src/app.ts", prefix: app.slice(0, -1), suffix: "\n" };

function start(texts: Record<string, string> = {}, options: Parameters<typeof stageContext>[1] = {}) {
  const project = projectOf({ "src/app.ts": app, "src/load.ts": load, ...texts });
  const stage = stageContext(project, options);
  stage.pass(0);
  return { ...project, ...stage };
}

it("declarations of what is used go along", async () => {
  expect(await start().context.gather(caret)).toEqual([{ path: "src/load.ts", text: load }]);
});

it("files that git or the assistant's own file ignores, and those named for secrets, never reach the Worker", () => {
  const { paths } = start({
    ".gitignore": "*.local.ts\n",
    ".assistantignore": "/private/\n",
    "sub/.assistantignore": "notes.md\n",
    "a.local.ts": load,
    "private/key.ts": load,
    "sub/notes.md": load,
    "notes.md": load,
    ".env": "LOAD=1",
    "node_modules/x/index.js": load,
  });
  expect(paths()).toEqual([
    ".assistantignore",
    ".gitignore",
    "notes.md",
    "src/app.ts",
    "src/load.ts",
    "sub/.assistantignore",
  ]);
});

it("what one ignore file takes back is still ignored by the other", () => {
  const { paths } = start({ ".gitignore": "*.key.ts\n", ".assistantignore": "!a.key.ts\n", "a.key.ts": load });
  expect(paths()).not.toContain("a.key.ts");
});

it("a file is forgotten at once when it becomes ignored, is renamed for a secret or deleted", async () => {
  const changes: ((stage: ReturnType<typeof start>) => void)[] = [
    ({ textAt }) => textAt(".gitignore").insert(0, "load.ts\n"),
    ({ files }) => files.create(".assistantignore", { kind: "file", text: "src/load.ts" }),
    ({ files, idOf }) => files.rename(idOf("src/load.ts"), "secrets.ts"),
    ({ doc, idOf }) => deleteEntry(doc, idOf("src/load.ts")),
  ];
  for (const change of changes) {
    const stage = start({ ".gitignore": "\n" });
    expect(await stage.context.gather(caret)).toHaveLength(1);
    change(stage);
    // Before the Worker has heard of it, and after.
    expect(await stage.context.gather(caret)).toEqual([]);
    stage.pass(0);
    expect(stage.paths()).not.toContain("src/load.ts");
  }
});

it("two files that change names keep both", async () => {
  const { context, files, idOf, pass, paths } = start({ "b.ts": "const b = 1;\n", "c.ts": load });
  const [b, c] = [idOf("b.ts"), idOf("c.ts")];
  files.rename(b, "d.ts");
  files.rename(c, "b.ts");
  files.rename(b, "c.ts");
  pass(0);
  expect(paths()).toEqual(["b.ts", "c.ts", "src/app.ts", "src/load.ts"]);
  expect(await context.gather({ ...caret, path: "x.ts" })).toHaveLength(1);
});

it("a caret in a file that no model may see gets no request at all", async () => {
  const { context } = start({ ".gitignore": "app.ts\n" });
  expect(await context.gather(caret)).toBeUndefined();
});

it("a file that is typed in is read again once, when it has been left alone", async () => {
  const { context, textAt, pass } = start();
  for (let key = 0; key < 20; key++) textAt("src/load.ts").insert(0, "/");
  textAt("src/load.ts").delete(0, 20);
  textAt("src/load.ts").insert(load.indexOf("id"), "own: boolean, ");
  expect((await context.gather(caret))?.[0]?.text).toContain("load(id: string)");
  pass(contextLimits.settleMs);
  const below = { ...caret, prefix: `${caret.prefix}\n` };
  expect((await context.gather(below))?.[0]?.text).toContain("load(own: boolean, id: string)");
});

it("all keys of a line are answered alike, so that the server need not read the prompt anew", async () => {
  const { context, questions } = start();
  const first = await context.gather(caret);
  const second = await context.gather({ ...caret, prefix: `${caret.prefix}id` });
  expect(second).toEqual(first);
  expect(questions).toHaveLength(1);
  await context.gather({ ...caret, prefix: `${caret.prefix}id);\n` });
  expect(questions).toHaveLength(2);
});

it("the places edited last and the open tabs are told, as they read now and under their present names", async () => {
  const around = "// one\n".repeat(40);
  const tabs: string[] = [];
  const { context, questions, textAt, files, idOf } = start(
    { "b.ts": `${around}const edited = 1;\n${around}`, "c.ts": "const c = 1;\n", "d.ts": "const d = 1;\n" },
    { tabs: () => tabs },
  );
  tabs.push(idOf("d.ts"), idOf("src/app.ts"));
  textAt("b.ts").insert(around.length + 6, "just");
  textAt("b.ts").insert(around.length + 10, "Now");
  textAt("c.ts").insert(0, "let x;\n");
  textAt("b.ts").insert(0, "// moved\n");
  files.rename(idOf("c.ts"), "renamed.ts");
  await context.gather(caret);
  const edits = questions[0]?.edits ?? [];
  expect(edits.map(({ path }) => path)).toEqual(["b.ts", "renamed.ts", "b.ts"]);
  expect(edits[1]?.text).toBe("let x;\nconst c = 1;\n");
  expect(edits[2]?.text).toBe(`${"// one\n".repeat(6)}const justNowedited = 1;\n${"// one\n".repeat(6)}`);
  expect(questions[0]?.tabs).toEqual(["d.ts", "src/app.ts"]);
});

it("a Worker that is slow or broken costs a completion its context and a moment, no more", async () => {
  let fail: (message: string) => void = () => {};
  const silent = start(
    {},
    {
      port: (port) => ({
        ...port,
        listen: (_onMessage, onError) => {
          fail = onError;
        },
      }),
    },
  );
  const answer = silent.context.gather(caret);
  silent.pass(contextLimits.answerMs);
  expect(await answer).toEqual([]);
  const second = silent.context.gather({ ...caret, prefix: "load(" });
  fail("out of memory");
  expect(await second).toEqual([]);
  expect(await silent.context.gather({ ...caret, prefix: "load" })).toEqual([]);
});

it("after it is disposed nothing follows the project any more", async () => {
  const { context, files, pass, paths } = start();
  const before = paths();
  context.dispose();
  files.create("new.ts", { kind: "file", text: load });
  pass(contextLimits.settleMs);
  expect(paths()).toEqual(before);
});

it("a search tells passages of files that a model may see, and ends when the context does", async () => {
  const { context, files } = start({ ".gitignore": "private.ts\n", "private.ts": load });
  expect(await context.search("which length is returned")).toEqual([{ path: "src/load.ts", line: 1, text: load }]);
  const found = context.search("which length is returned");
  files.create(".assistantignore", { kind: "file", text: "src/load.ts" });
  expect(await found).toEqual([]);
  context.dispose();
  expect(await context.search("load")).toEqual([]);
});
