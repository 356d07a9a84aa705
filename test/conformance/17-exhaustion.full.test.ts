import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";

const engine = engineForFile();

describeGoldens(engine, "[17] arguments without end", [
  {
    title: "are refused where Linux refuses them, by spawn and by spawnSync",
    args: ["a.js"],
    files: {
      "a.js": `
const cp = require('child_process');
const env = { PATH: process.env.PATH };
const say = (args, more) => { const r = cp.spawnSync(process.execPath, ['-p', 'process.argv.length', ...args], { env: { ...env, ...more } }); console.log(r.error ? r.error.code : String(r.stdout).trim()); };
say(['x'.repeat(131071)]); say(['x'.repeat(131072)]); say(['ü'.repeat(65536)]);
say([], { A: 'x'.repeat(131069) }); say([], { A: 'x'.repeat(131070) });
say(Array(15).fill('x'.repeat(131000))); say(Array(17).fill('x'.repeat(131000)));
say(Array(100000).fill('x')); say(Array(300000).fill('x'));
try { cp.spawn(process.execPath, ['x'.repeat(8 << 20)]) } catch (e) { console.log(e.name, e.code, e.errno, e.syscall, e.message) }
try { cp.exec('echo ' + 'x'.repeat(8 << 20)) } catch (e) { console.log(e.message) }
`,
    },
  },
]);

describe("[17] what runs out", () => {
  it("descriptors: EMFILE from every call that needs one, and all is well when they are closed", async () => {
    const { output } = await engine.script(`
      const fs = require('fs'), cp = require('child_process'), net = require('net');
      const open = [];
      try { for (;;) open.push(fs.openSync(__filename)); } catch (e) { console.log(e.code, e.errno, e.syscall, e.message.split(',')[0]); }
      const child = cp.spawn('echo', ['x']).on('error', (e) => console.log('child', e.message));
      console.log(child.pid, cp.spawnSync('echo').error.message);
      net.createServer().on('error', (e) => console.log(e.code, e.syscall)).listen(0);
      fs.readFile(__filename, (e) => {
        console.log(e.code);
        for (const fd of open) fs.closeSync(fd);
        console.log(String(cp.execFileSync('echo', ['works'])).trim());
      });`);
    expect(output.trim().split("\n")).toEqual([
      "EMFILE -24 open EMFILE: too many open files",
      "undefined spawnSync echo EMFILE",
      "child spawn echo EMFILE",
      "EMFILE listen",
      "EMFILE",
      "works",
    ]);
  });

  it("memory for buffers: the program ends with the error of Node, others live on, and the memory is there again", async () => {
    const found = await engine.page.evaluate(async () => {
      const { container } = window;
      await container.fs.writeFile("buffers.js", "const all = []; for (;;) all.push(new ArrayBuffer(2 ** 28));");
      await container.fs.writeFile("beside.js", "process.stdin.on('data', (d) => console.log('alive ' + d));");
      const beside = await container.spawn("node", ["beside.js"]);
      const runs = [await window.engine.run("node", ["buffers.js"]), await window.engine.run("node", ["buffers.js"])];
      const reader = beside.output.getReader();
      await beside.input.getWriter().write("still");
      const { value } = await reader.read();
      beside.kill();
      return { runs, value };
    });
    const ended = { code: 1, output: expect.stringMatching(/RangeError: Array buffer allocation failed\n {4}at /) };
    expect(found).toEqual({ runs: [ended, ended], value: expect.stringMatching(/^alive still/) });
    // The browser takes a moment to give back what an ended Worker held.
    const again = () => engine.run("node", ["-p", "Buffer.alloc(2 ** 28).length"]);
    await expect.poll(again, { timeout: 20_000 }).toEqual({ code: 0, output: "268435456\n" });
  });

  it("the length of arrays and texts, and the stack: errors a program may catch", async () => {
    const { output } = await engine.script(`
      const say = (f) => { try { f() } catch (e) { console.log(e.name, e.message, e.code) } };
      say(() => { const all = []; for (;;) all.push(1); });
      say(() => { let text = 'x'; for (;;) text += text; });
      say(() => { (function deeper() { deeper() })(); });
      say(() => Buffer.alloc(2 ** 53));
      say(() => new Array(-1));`);
    expect(output.trim().split("\n")).toEqual([
      "RangeError Invalid array length undefined",
      "RangeError Invalid string length undefined",
      "RangeError Maximum call stack size exceeded undefined",
      expect.stringMatching(/^RangeError The value of "size" is out of range\. .* ERR_OUT_OF_RANGE$/),
      "RangeError Invalid array length undefined",
    ]);
  });
});
