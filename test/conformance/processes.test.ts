import { execFileSync } from "node:child_process";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineBench, startEngineBench } from "./support/engine.ts";
import type { Run, RunOptions } from "./support/page-helpers.ts";

let bench: EngineBench;
let page: Page;

beforeAll(async () => {
  bench = await startEngineBench();
  page = await bench.open();
  await page.evaluate(async () => {
    await window.engine.boot();
  });
});
afterAll(() => bench.close());

/** Runs a script by its text. */
async function script(source: string, options: RunOptions = {}, args: string[] = []): Promise<Run> {
  return page.evaluate(
    async ([text, runOptions, more]) => {
      await window.container.fs.writeFile("script.js", text);
      return window.engine.run("node", ["script.js", ...more], runOptions);
    },
    [source, options, args] as const,
  );
}
const terminal = { cols: 91, rows: 33 };

describe("[4] spawn", () => {
  it("passes arguments, environment and folder, and brings back the exit code", async () => {
    const run = await page.evaluate(async () => {
      await window.engine.mountFiles({
        "sub/env.js":
          "console.log(JSON.stringify([process.argv.slice(2), process.env.MINE, process.cwd()])); process.exitCode = 7",
      });
      return window.engine.run("node", ["env.js", "a b", "ä"], { cwd: "sub", env: { MINE: "yes", COUNT: 3 } });
    });
    expect(run).toEqual({ code: 7, output: `${JSON.stringify([["a b", "ä"], "yes", "/home/project/sub"])}\n` });
  });

  it("merges standard output and error in the order they were written", async () => {
    const run = await script("for (let i = 0; i < 3; i++) { console.log('out', i); console.error('err', i); }");
    expect(run.output).toBe("out 0\nerr 0\nout 1\nerr 1\nout 2\nerr 2\n");
  });

  it("with a size is a terminal of that size, which can change", async () => {
    const sizes = await page.evaluate(async () => {
      await window.container.fs.writeFile(
        "size.js",
        "const say = () => console.log([process.stdout.isTTY, process.stdout.columns, process.stdout.rows].join(' ')); say(); process.stdout.on('resize', () => { say(); process.exit(); }); setInterval(() => {}, 1000);",
      );
      const process = await window.container.spawn("node", ["size.js"], { terminal: { cols: 91, rows: 33 } });
      let output = "";
      const reading = process.output.pipeTo(
        new WritableStream({
          write(text) {
            output += text;
            if (output === "true 91 33\r\n") process.resize({ cols: 120, rows: 40 });
          },
        }),
      );
      await process.exit;
      await reading;
      return output;
    });
    expect(sizes).toBe("true 91 33\r\ntrue 120 40\r\n");
  });

  it("without a size is no terminal", async () => {
    expect((await script("console.log(process.stdin.isTTY, process.stdout.isTTY, process.stderr.isTTY)")).output).toBe(
      "undefined undefined undefined\n",
    );
  });

  it("an unknown command is 127 in the shell's words, with and without a terminal", async () => {
    const runs = await page.evaluate(async () => [
      await window.engine.run("nonsense", ["x"]),
      await window.engine.run("nonsense", [], { terminal: { cols: 80, rows: 24 } }),
      await window.engine.run("./nonsense"),
      await window.engine.run("node", [], { cwd: "nowhere" }),
    ]);
    expect(runs).toEqual([
      { code: 127, output: "jsh: command not found: nonsense\n" },
      { code: 127, output: "jsh: command not found: nonsense\r\n" },
      { code: 127, output: "jsh: no such file or directory: ./nonsense\n" },
      { code: 1, output: "jsh: cannot start in /home/project/nowhere: no such directory\n" },
    ]);
  });

  it("runs scripts by their first line, and node_modules/.bin through its link", async () => {
    const run = await page.evaluate(async () => {
      await window.engine.mountFiles({
        "node_modules/hi/cli.js": "#!/usr/bin/env node\nconsole.log('hi', process.argv[2])",
      });
      await window.container.mount({
        node_modules: { directory: { ".bin": { directory: { hi: { file: { symlink: "../hi/cli.js" } } } } } },
      });
      await window.container.fs.writeFile("x.js", "require('fs').chmodSync('node_modules/hi/cli.js', 0o755)");
      await window.engine.run("node", ["x.js"]);
      return window.engine.run("hi", ["you"], { env: { PATH: "/home/project/node_modules/.bin:/usr/bin" } });
    });
    expect(run).toEqual({ code: 0, output: "hi you\n" });
  });

  it("eight at once all end", async () => {
    const outputs = await page.evaluate(async () => {
      await window.container.fs.writeFile("n.js", "console.log(process.argv[2])");
      const runs = await Promise.all(
        Array.from({ length: 8 }, (_, index) => window.engine.run("node", ["n.js", `${index}`])),
      );
      return runs.map(({ code, output }) => `${code} ${output}`);
    });
    expect(outputs).toEqual(Array.from({ length: 8 }, (_, index) => `0 ${index}\n`));
  });

  it("a megabyte of output arrives whole", async () => {
    const length = await page.evaluate(async () => {
      await window.container.fs.writeFile(
        "big.js",
        "process.stdout.write('x'.repeat(1e6)); process.stdout.write('end')",
      );
      const { output } = await window.engine.run("node", ["big.js"]);
      return [output.length, output.slice(-3)];
    });
    expect(length).toEqual([1_000_003, "end"]);
  });
});

describe("[5] input", () => {
  it("lines reach a program, echoed by the terminal; Ctrl-D ends them", async () => {
    const run = await script(
      "let all = ''; process.stdin.on('data', (d) => { all += d; console.log('got'); }).on('end', () => console.log(JSON.stringify(all)));",
      {
        terminal,
        input: [{ text: "hello\r" }, { text: "\x04", after: "got" }],
      },
    );
    expect(run).toEqual({ code: 0, output: 'hello\r\ngot\r\n"hello\\n"\r\n' });
  });

  it("answers readline's question", async () => {
    const run = await script(
      "const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout }); rl.question('name? ', (a) => { console.log('hi ' + a); rl.close(); });",
      {
        terminal,
        input: [{ text: "bob\r", after: "name? " }],
      },
    );
    expect([run.code, run.output.includes("hi bob")]).toEqual([0, true]);
  });

  it("raw keys come one by one, unechoed", async () => {
    const run = await script(
      "process.stdin.setRawMode(true); process.stdout.write('ready'); process.stdin.on('data', (d) => { console.log(JSON.stringify(String(d))); process.exit(); });",
      {
        terminal,
        input: [{ text: "\x1b[A", after: "ready" }],
      },
    );
    expect(run).toEqual({ code: 0, output: 'ready"\\u001b[A"\r\n' });
  });

  it("Ctrl-C ends a program that loops, code 130; one that handles it decides itself", async () => {
    const loop = await script("console.log('spin'); for (;;);", { terminal, input: [{ text: "\x03", after: "spin" }] });
    const handler = await script(
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
    const run = await script(
      "process.stdin.once('data', (d) => { console.log(String(d).toUpperCase()); process.exit(); });",
      { input: [{ text: "abc" }] },
    );
    expect(run.output).toBe("ABC\n");
  });
});

describe("[6] kill", () => {
  it("stops a loop while the page stays alive, closes its port and its children", async () => {
    const found = await page.evaluate(async () => {
      const { container } = window;
      await window.engine.mountFiles({
        "loop.js":
          "require('http').createServer().listen(4567, () => { require('child_process').spawn('node', ['child.js'], { stdio: 'inherit' }).on('error', console.error); setTimeout(() => { for (;;); }, 500); })",
        "child.js":
          "console.log('child'); setInterval(() => require('fs').writeFileSync('alive.txt', String(Date.now())), 20)",
      });
      const events: string[] = [];
      const stop = container.on("port", (port, type) => events.push(`${port} ${type}`));
      const process = await container.spawn("node", ["loop.js"]);
      const reader = process.output.getReader();
      let output = "";
      while (!output.includes("child")) output += (await reader.read()).value ?? "";
      await new Promise((resolve) => setTimeout(resolve, 700));
      process.kill();
      const code = await process.exit;
      stop();
      const before = await container.fs.readFile("alive.txt", "utf8");
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { code, events, childStopped: before === (await container.fs.readFile("alive.txt", "utf8")) };
    });
    expect(found).toEqual({ code: 143, events: ["4567 open", "4567 close"], childStopped: true });
  });
});

describe("[8] exit", () => {
  it.each([
    ["exitCode", "process.exitCode = 3", 3, ""],
    [
      "exit handlers",
      "process.on('exit', (c) => console.log('bye', c)); setTimeout(() => process.exit(4), 10)",
      4,
      "bye 4\n",
    ],
    ["an empty loop", "setTimeout(() => console.log('late'), 20)", 0, "late\n"],
    ["a signal to itself", "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)", 143, ""],
    ["beforeExit", "process.once('beforeExit', () => setTimeout(() => console.log('again'), 5))", 0, "again\n"],
  ])("%s", async (_name, source, code, output) => {
    expect(await script(source)).toEqual({ code, output });
  });

  it("an uncaught error shows the user's file and line, code 1", async () => {
    const run = await script("\n\nfunction fail() { throw new TypeError('boom') }\nfail()");
    expect([run.code, run.output]).toEqual([
      1,
      expect.stringMatching(/script\.js:3[\s\S]*TypeError: boom\n {4}at fail \(\/home\/project\/script\.js:3:\d+\)/),
    ]);
  });

  it("an unhandled rejection is code 1", async () => {
    const run = await script("Promise.reject(new Error('lost'))");
    expect([run.code, run.output.includes("Error: lost")]).toEqual([1, true]);
  });
});

describe("[9] what console prints", () => {
  it("is what native Node prints", async () => {
    const source = `
      class Point { constructor() { this.x = 1; } get y() { return 2; } }
      console.log({ a: 1, b: [1, "x", null, undefined], c: { d: { e: { f: 1 } } } });
      console.log(new Map([["k", { v: 1 }]]), new Set([1, 2]), new Point(), [1.5, -0, NaN], [,'hole'], Symbol('s'), 10n);
      console.log("%s is %d and %i %j %o", "a", 1.5, 2.7, { j: 1 }, [1]);
      console.log(new Date(0), /re/g, new Error("shown").message, function named() {}, () => {}, class A {});
      console.log("x".repeat(100).split(""), new Uint8Array(3), Buffer.from("hi"), new ArrayBuffer(2));
      console.table([{ a: 1, b: "x" }, { a: 2, b: "y" }]);
      console.log(process.version, typeof structuredClone, [new WeakMap(), Object.create(null), new Proxy({}, {})]);
      console.group("in"); console.error("deep"); console.groupEnd(); console.log(JSON.stringify({ z: 1 }));
    `;
    const native = execFileSync(process.execPath, ["-e", `${source}`], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ours = await script(source);
    expect(ours.output.replace("  deep\n", "")).toBe(native);
  });
});
