import { describe, expect, it } from "vitest";
import { LanguageDesk, marked } from "../../../test/support/language-desk.ts";

const names = (desk: LanguageDesk, path: string, offset: number) =>
  desk.ask({ kind: "completions", path, offset })?.entries.map(({ name }) => name) ?? [];

describe("the language service", () => {
  it("[LS1] knows the members of a type that another file declares", () => {
    const { text, offset } = marked('import { load } from "./user";\nload().|\n');
    const desk = new LanguageDesk({
      "a.ts": text,
      "user.ts": "export const load = () => ({ name: 'Ada', born: 1815 });\n",
    });
    expect(desk.ask({ kind: "completions", path: "a.ts", offset })).toEqual({
      kind: "completions",
      members: true,
      entries: [
        { name: "born", kind: "property", sort: "11" },
        { name: "name", kind: "property", sort: "11" },
      ],
    });
  });

  it("[LS2] follows edits in place", () => {
    const desk = new LanguageDesk({ "a.ts": "const count: number = 1;\n" });
    expect(desk.problems("a.ts")).toEqual([]);
    desk.service.receive({ type: "edit", path: "a.ts", edits: [{ from: 22, to: 23, insert: '"one"' }] });
    expect(desk.problems("a.ts")).toEqual(["Type 'string' is not assignable to type 'number'."]);
  });

  it("[LS3] an edit that does not fit is told, and the file stays as it was", () => {
    const desk = new LanguageDesk({ "a.ts": "let a = 1;" });
    desk.service.receive({ type: "edit", path: "a.ts", edits: [{ from: 5, to: 500, insert: "" }] });
    expect(desk.heard.at(-1)).toEqual({ type: "failed", message: "an edit does not fit a.ts" });
    expect(desk.ask({ kind: "hover", path: "a.ts", offset: 4 })?.signature).toBe("let a: number");
  });

  it.each([
    ["no message", null],
    ["an unknown type", { type: "shut-down" }],
    ["a negative offset", { type: "ask", id: 1, question: { kind: "hover", path: "a.ts", offset: -1 } }],
    ["a path that is no text", { type: "file", path: 7, text: "" }],
  ])("[LS4] %s is refused with a sentence", (_, message) => {
    const desk = new LanguageDesk();
    desk.service.receive(message);
    expect(desk.heard.at(-1)).toMatchObject({ type: "failed", message: expect.stringMatching(/^not a message: /) });
  });

  it("[LS5] of two questions of a kind the newest is answered, the other is let go", () => {
    const desk = new LanguageDesk({ "a.ts": "const one = 1;\nconst two = 'b';\n" });
    const first = desk.send({ kind: "hover", path: "a.ts", offset: 6 });
    const second = desk.send({ kind: "hover", path: "a.ts", offset: 21 });
    desk.settle();
    expect(desk.answerTo(first)).toBeUndefined();
    expect(desk.answerTo(second)).toMatchObject({ signature: 'const two: "b"' });
  });

  it("[LS6] a question called off is not answered", () => {
    const desk = new LanguageDesk({ "a.ts": "const one = 1;\n" });
    const id = desk.send({ kind: "diagnostics", path: "a.ts" });
    desk.service.receive({ type: "cancel", id });
    desk.settle();
    expect(desk.heard).toEqual([{ type: "ready", version: expect.any(String) }]);
  });

  it("[LS7] a file that is not there, is no script or is too long has no answer", () => {
    const desk = new LanguageDesk({ "a.md": "# a", "long.ts": "1;".repeat(600_000) });
    for (const path of ["gone.ts", "a.md", "long.ts"]) {
      expect(desk.ask({ kind: "hover", path, offset: 0 })).toBeUndefined();
    }
  });

  it("[LS8] what an import did not find is found once the file is there, and not after it is gone", () => {
    const missing = "Cannot find module './user' or its corresponding type declarations.";
    const desk = new LanguageDesk({ "a.ts": 'import { load } from "./user";\nload();\n' });
    expect(desk.problems("a.ts")).toEqual([missing]);
    desk.file("user.ts", "export const load = () => 1;\n");
    expect(desk.problems("a.ts")).toEqual([]);
    desk.service.receive({ type: "remove", path: "user.ts" });
    expect(desk.problems("a.ts")).toEqual([missing]);
  });
});

describe("a program that takes long to make", () => {
  it("[LS24] is not made while keys follow each other faster than that", () => {
    const desk = new LanguageDesk({ "a.ts": "const one = 1;\non\n" });
    const ask = () => desk.send({ kind: "completions", path: "a.ts", offset: 17 });
    const type = () => desk.service.receive({ type: "edit", path: "a.ts", edits: [{ from: 0, to: 0, insert: "\n" }] });
    desk.tickMs = 40;
    ask();
    desk.settle();
    desk.tickMs = 0;
    type();
    const first = ask();
    desk.step();
    type();
    desk.step();
    expect(desk.isAnswered(first)).toBe(false);
    desk.settle();
    expect(desk.answerTo(first)).toBeDefined();
  });
});

describe("installed packages", () => {
  const shoes = [
    { path: "node_modules/shoes/package.json", text: '{"name":"shoes","types":"./index.d.ts"}' },
    { path: "node_modules/shoes/index.d.ts", text: "export declare function tie(laces: number): string;\n" },
  ];

  it("[LS9] are asked for when they are imported, once, and their types are used when they come", () => {
    const desk = new LanguageDesk({ "a.ts": 'import { tie } from "shoes";\ntie("two");\n' });
    expect(desk.problems("a.ts")).toEqual(["Cannot find module 'shoes' or its corresponding type declarations."]);
    expect(desk.wanted).toContain("shoes");
    desk.problems("a.ts");
    expect(desk.wanted.filter((name) => name === "shoes")).toHaveLength(1);
    desk.install("shoes", shoes);
    expect(desk.problems("a.ts")).toEqual([
      "Argument of type 'string' is not assignable to parameter of type 'number'.",
    ]);
  });

  it("[LS10] are asked for again after an install", () => {
    const desk = new LanguageDesk({ "a.ts": 'import { tie } from "shoes";\ntie(2);\n' });
    desk.problems("a.ts");
    desk.install("shoes", []);
    desk.service.receive({ type: "forget-packages" });
    desk.problems("a.ts");
    expect(desk.wanted.filter((name) => name === "shoes")).toHaveLength(2);
  });

  it("[LS11] of types that package.json names give their globals to every file", () => {
    const desk = new LanguageDesk({
      "a.ts": "process.exit();\n",
      "package.json": '{"devDependencies":{"@types/node":"24"}}',
    });
    expect(desk.problems("a.ts")).toHaveLength(1);
    expect(desk.wanted).toContain("@types/node");
    desk.install("@types/node", [
      { path: "node_modules/@types/node/package.json", text: '{"name":"@types/node","types":"index.d.ts"}' },
      { path: "node_modules/@types/node/index.d.ts", text: "declare const process: { exit(): never };\n" },
    ]);
    expect(desk.problems("a.ts")).toEqual([]);
  });
});

describe("the project's configuration", () => {
  const loose = "export function twice(a) { return a * 2; }\n";

  it("[LS12] without one, TypeScript is strict and JavaScript is not checked", () => {
    const desk = new LanguageDesk({ "a.ts": loose, "b.js": "const a = 1; a = missing;\n" });
    expect(desk.problems("a.ts")).toEqual(["Parameter 'a' implicitly has an 'any' type."]);
    expect(desk.problems("b.js")).toEqual([]);
  });

  it("[LS13] tsconfig.json counts, and so does a change of it", () => {
    const desk = new LanguageDesk({ "a.ts": loose, "tsconfig.json": '{"compilerOptions":{"strict":false}}' });
    expect(desk.problems("a.ts")).toEqual([]);
    desk.file("tsconfig.json", '{ /* as a person writes it */ "compilerOptions": {"strict": true,} }');
    expect(desk.problems("a.ts")).toHaveLength(1);
  });

  it("[LS14] the nearest one above a file is in charge of it", () => {
    const desk = new LanguageDesk({
      "a.ts": loose,
      "lib/a.ts": loose,
      "lib/tsconfig.json": '{"compilerOptions":{"strict":false}}',
    });
    expect([desk.problems("a.ts").length, desk.problems("lib/a.ts").length]).toEqual([1, 0]);
  });

  it("[LS15] jsconfig.json with checkJs checks JavaScript", () => {
    const desk = new LanguageDesk({
      "b.js": "export const a = missing;\n",
      "jsconfig.json": '{"compilerOptions":{"checkJs":true}}',
    });
    expect(desk.problems("b.js")).toEqual(["Cannot find name 'missing'."]);
  });

  it("[LS16] a file that it leaves out is served all the same, and its globals stay out of the others", () => {
    const desk = new LanguageDesk({
      "tsconfig.json": '{"include":["src/**/*"]}',
      "src/a.ts": "const used = helper;\n",
      "tools/b.ts": "const helper: number = 'no';\n",
    });
    expect(desk.problems("src/a.ts")).toEqual(["Cannot find name 'helper'."]);
    expect(desk.problems("tools/b.ts")).toHaveLength(1);
  });

  it("[LS17] one that is broken leaves the project served", () => {
    const desk = new LanguageDesk({ "a.ts": "const a: number = 'b';\n", "tsconfig.json": '{"compilerOptions": [' });
    expect(desk.problems("a.ts")).toHaveLength(1);
  });
});

describe("what is told of a name", () => {
  it("[LS18] its type and its documentation", () => {
    const desk = new LanguageDesk({
      "a.ts":
        "/** Says hello.\n * @param name Whom to greet */\nexport function greet(name: string) { return name; }\n",
    });
    expect(desk.ask({ kind: "hover", path: "a.ts", offset: 66 })).toEqual({
      kind: "hover",
      from: 64,
      to: 69,
      signature: "function greet(name: string): string",
      documentation: "Says hello.\n\n@param name Whom to greet",
    });
  });

  it("[LS19] the call the caret is in, and the parameter it is at", () => {
    const { text, offset } = marked("declare function move(x: number, y: number): void;\nmove(1, |)\n");
    const desk = new LanguageDesk({ "a.ts": text });
    expect(desk.ask({ kind: "signature", path: "a.ts", offset })).toMatchObject({
      before: "move(",
      parameters: ["x: number", "y: number"],
      separator: ", ",
      after: "): void",
      active: 1,
      overloads: 1,
    });
  });

  it("[LS20] where it is defined, in another file too", () => {
    const { text, offset } = marked('import { load } from "./user";\nlo|ad();\n');
    const desk = new LanguageDesk({ "a.ts": text, "user.ts": "export const load = () => 1;\n" });
    expect(desk.ask({ kind: "definition", path: "a.ts", offset })).toMatchObject({
      from: 31,
      to: 35,
      places: [{ path: "user.ts", from: 13, to: 17 }],
    });
  });

  it("[LS21] names in scope begin with what is typed, JSX and JavaScript too", () => {
    const { text, offset } = marked("export function Page({ title }) { const titles = []; return <h1>{tit|}</h1>; }\n");
    const desk = new LanguageDesk({ "page.jsx": text });
    expect(names(desk, "page.jsx", offset).slice(0, 2).sort()).toEqual(["title", "titles"]);
  });

  it("[LS22] details of a name in the list", () => {
    const { text, offset } = marked("'a'.|\n");
    const desk = new LanguageDesk({ "a.ts": text });
    const details = desk.ask({ kind: "details", path: "a.ts", offset, name: "trim" });
    expect(details?.signature).toContain("String.trim(): string");
    expect(details?.documentation).toContain("Removes the leading and trailing white space");
  });
});

describe("while a change is under way", () => {
  const text = "const a: number = 'one';\nfunction f() {}\n";
  const begin = () => {
    const desk = new LanguageDesk({ "a.ts": text });
    const changes = new Int32Array(new SharedArrayBuffer(4));
    desk.service.receive({ type: "share", changes: changes.buffer });
    const id = desk.send({ kind: "diagnostics", path: "a.ts" });
    // The page has sent it, and the service is too busy to hear of it.
    Atomics.add(changes, 0, 1);
    desk.step();
    return { desk, id };
  };

  it("[LS23] what is being worked out is given up, and answered about the files as they are then", () => {
    const { desk, id } = begin();
    expect(desk.isAnswered(id)).toBe(false);
    desk.file("a.ts", "const a: number = 1;\nfunction f() {}\n");
    desk.settle();
    expect(desk.answerTo(id)).toEqual({ kind: "diagnostics", problems: [] });
  });

  it("[LS23] a change that is no message keeps nothing waiting", () => {
    const { desk, id } = begin();
    desk.service.receive({ type: "edit", path: 7 });
    desk.settle();
    expect(desk.answerTo(id)).toMatchObject({ kind: "diagnostics", problems: [{ code: 2322 }] });
  });

  it("[LS23] nothing is answered that was called off meanwhile, and a newer question takes its place", () => {
    const { desk, id } = begin();
    const newer = desk.send({ kind: "diagnostics", path: "a.ts" });
    desk.file("a.ts", text);
    desk.service.receive({ type: "edit", path: "a.ts", edits: [{ from: 0, to: 0, insert: " " }] });
    desk.service.receive({ type: "cancel", id: newer });
    desk.settle();
    expect([desk.answerTo(id), desk.isAnswered(newer)]).toEqual([undefined, false]);
  });
});
