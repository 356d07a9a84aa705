import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { inputPrograms } from "./support/golden/input.ts";

const engine = engineForFile();
const terminal = { cols: 91, rows: 33 };

describe("[5] input", () => {
  it("lines reach a program, echoed by the terminal; Ctrl-D ends them", async () => {
    const run = await engine.script(
      "let all = ''; process.stdin.on('data', (d) => { all += d; console.log('got'); }).on('end', () => console.log(JSON.stringify(all)));",
      {
        terminal,
        input: [{ text: "hello\r" }, { text: "\x04", after: "got" }],
      },
    );
    expect(run).toEqual({ code: 0, output: 'hello\r\ngot\r\n"hello\\n"\r\n' });
  });

  it("answers readline's question", async () => {
    const run = await engine.script(
      "const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout }); rl.question('name? ', (a) => { console.log('hi ' + a); rl.close(); });",
      {
        terminal,
        input: [{ text: "bob\r", after: "name? " }],
      },
    );
    expect([run.code, run.output.includes("hi bob")]).toEqual([0, true]);
  });

  it("raw keys come one by one, unechoed", async () => {
    const run = await engine.script(
      "process.stdin.setRawMode(true); process.stdout.write('ready'); process.stdin.on('data', (d) => { console.log(JSON.stringify(String(d))); process.exit(); });",
      {
        terminal,
        input: [{ text: "\x1b[A", after: "ready" }],
      },
    );
    expect(run).toEqual({ code: 0, output: 'ready"\\u001b[A"\r\n' });
  });

  it("Ctrl-C ends a program that loops, code 130; one that handles it decides itself", async () => {
    const loop = await engine.script("console.log('spin'); for (;;);", {
      terminal,
      input: [{ text: "\x03", after: "spin" }],
    });
    const handler = await engine.script(
      "process.on('SIGINT', () => { console.log('bye'); process.exit(5); }); console.log('ready'); setInterval(() => {}, 1000);",
      {
        terminal,
        input: [{ text: "\x03", after: "ready" }],
      },
    );
    expect([loop, handler]).toEqual([
      { code: 130, output: "spin\r\n^C" },
      { code: 5, output: "ready\r\n^Cbye\r\n" },
    ]);
  });

  it("without a terminal plain text arrives as it is", async () => {
    const run = await engine.script(
      "process.stdin.once('data', (d) => { console.log(String(d).toUpperCase()); process.exit(); });",
      { input: [{ text: "abc" }] },
    );
    expect(run.output).toBe("ABC\n");
  });
});

describeGoldens(engine, "[5] input", inputPrograms);
