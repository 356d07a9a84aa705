import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";
import { commandLinePrograms } from "./support/golden/command-line.ts";
import { describeGoldens } from "./support/golden/compare.ts";

const engine = engineForFile();
const terminal = { cols: 80, rows: 24 };

describeGoldens(engine, "[8] the command line", commandLinePrograms);

describe("[8] the prompt on a terminal", () => {
  it("completes with Tab, goes on over several lines, edits, and awaits", async () => {
    const { code, output } = await engine.run("node", [], {
      terminal,
      input: [
        { text: "const abc = { alpha: 1, alphb: 2 }\r", after: "> " },
        { text: "abc.al\t", after: "undefined" },
        { text: "\t", after: "abc.alph" },
        { text: "a\r", after: "abc.alphb" },
        { text: "function five() {\r", after: "\x1b[33m1" },
        { text: "return 5 }\r", after: "| " },
        { text: "five()\r", after: "return 5" },
        { text: ".editor\r", after: "\x1b[33m5" },
        { text: "const one = 6\rconst two = one + 1\rtwo\r", after: "Entering editor mode" },
        { text: "\x04", after: "one + 1" },
        { text: "await new Promise((done) => setTimeout(done, 5, 'waited'))\r", after: "\x1b[33m7" },
        { text: "1 +\r", after: "\x1b[32m'waited'" },
        { text: "\x03", after: "1 +" },
        { text: ".exit\r" },
      ],
    });
    expect([code, output.includes("abc.alpha  abc.alphb")]).toEqual([0, true]);
  });
});

describe("[8] --watch", () => {
  it("starts the program anew when a file changes that it has loaded, also after a failure, until Ctrl-C", async () => {
    const found = await engine.page.evaluate(async (size) => {
      const { container } = window;
      const save = (n: number) => container.fs.writeFile("counted.js", `exports.n = ${n};`);
      await save(1);
      await container.fs.writeFile(
        "watched.js",
        `const { n } = require('./counted.js'); console.log('run ' + n);
         process.on('SIGTERM', () => { console.log('ended'); process.exit(); });
         if (n === 2) throw new Error('two');
         if (n > 2) setInterval(() => {}, 1000);`,
      );
      const process = await container.spawn("node", ["--watch", "watched.js"], { terminal: size });
      const reader = process.output.getReader();
      let output = "";
      const until = async (text: string): Promise<void> => {
        while (!output.includes(text)) output += (await reader.read()).value ?? "";
      };
      await until("Completed running");
      await save(2);
      await until("Failed running");
      await save(3);
      await until("run 3");
      await save(4);
      await until("run 4");
      await process.input.getWriter().write("\x03");
      return { code: await process.exit, runs: output.match(/run \d|Error: two|ended/g) };
    }, terminal);
    expect(found).toEqual({ code: 0, runs: ["run 1", "run 2", "Error: two", "run 3", "ended", "run 4"] });
  });

  it("with --test runs a test file again", async () => {
    const found = await engine.page.evaluate(async () => {
      const { container } = window;
      const save = (name: string) =>
        container.fs.writeFile("again.test.js", `require('node:test')('${name}', () => {});`);
      await save("one");
      const process = await container.spawn("node", ["--test", "--watch", "--test-reporter=tap", "again.test.js"]);
      const reader = process.output.getReader();
      let output = "";
      const until = async (text: string): Promise<void> => {
        while (!output.includes(text)) output += (await reader.read()).value ?? "";
      };
      await until("ok 1 - one");
      await until("# duration_ms");
      await save("two");
      await until("ok 1 - two");
      process.kill();
      return process.exit;
    });
    expect(found).toBe(1);
  });
});
