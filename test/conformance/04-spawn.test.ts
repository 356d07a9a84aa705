import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();

describe("[4] spawn", () => {
  it("passes arguments, environment and folder, and brings back the exit code", async () => {
    const run = await engine.page.evaluate(async () => {
      await window.engine.mountFiles({
        "sub/env.js":
          "console.log(JSON.stringify([process.argv.slice(2), process.env.MINE, process.cwd()])); process.exitCode = 7",
      });
      return window.engine.run("node", ["env.js", "a b", "ä"], { cwd: "sub", env: { MINE: "yes", COUNT: 3 } });
    });
    expect(run).toEqual({ code: 7, output: `${JSON.stringify([["a b", "ä"], "yes", "/home/project/sub"])}\n` });
  });

  it("merges standard output and error in the order they were written", async () => {
    const run = await engine.script("for (let i = 0; i < 3; i++) { console.log('out', i); console.error('err', i); }");
    expect(run.output).toBe("out 0\nerr 0\nout 1\nerr 1\nout 2\nerr 2\n");
  });

  it("with a size is a terminal of that size, which can change", async () => {
    const sizes = await engine.page.evaluate(async () => {
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
    expect(
      (await engine.script("console.log(process.stdin.isTTY, process.stdout.isTTY, process.stderr.isTTY)")).output,
    ).toBe("undefined undefined undefined\n");
  });

  it("an unknown command is 127 in the shell's words, with and without a terminal", async () => {
    const runs = await engine.page.evaluate(async () => [
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
    const run = await engine.page.evaluate(async () => {
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
    const outputs = await engine.page.evaluate(async () => {
      await window.container.fs.writeFile("n.js", "console.log(process.argv[2])");
      const runs = await Promise.all(
        Array.from({ length: 8 }, (_, index) => window.engine.run("node", ["n.js", `${index}`])),
      );
      return runs.map(({ code, output }) => `${code} ${output}`);
    });
    expect(outputs).toEqual(Array.from({ length: 8 }, (_, index) => `0 ${index}\n`));
  });
});
