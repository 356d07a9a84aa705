import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";
import { hookPrograms, threadPrograms } from "./support/thread-programs.ts";

const engine = engineForFile();

interface Outcome {
  code: number | null;
  output: string;
}

const workFolder = "/home/project";

/** Paths, and what V8 and Node's own frames add to a stack. */
function normalize(text: string, folder: string): string {
  return text.replaceAll(folder, workFolder).replace(/^ {4}at .*node:.*\n?/gm, "");
}

function runNatively(files: Record<string, string>): Outcome {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "glasshouse-threads-")));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, ["main.js"], { cwd: folder, encoding: "utf8" });
    return { code: status, output: normalize(stdout + stderr, folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runInEngine(files: Record<string, string>, folder: string): Promise<Outcome> {
  const mounted = Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
  const run = await engine.page.evaluate(
    async ([texts, place]) => {
      await window.engine.mountFiles(texts);
      return window.engine.run("node", ["main.js"], { cwd: place });
    },
    [mounted, folder] as const,
  );
  return { code: run.code, output: normalize(run.output, `${workFolder}/${folder}`) };
}

describe("[10] worker_threads as in the pinned Node", () => {
  for (const [index, { title, files }] of threadPrograms.entries()) {
    it(title, async () => {
      expect(await runInEngine(files, `threads-${index}`)).toEqual(runNatively(files));
    });
  }
});

describe("[10] async_hooks and perf_hooks as in the pinned Node", () => {
  for (const [index, { title, files }] of hookPrograms.entries()) {
    it(title, async () => {
      expect(await runInEngine(files, `hooks-${index}`)).toEqual(runNatively(files));
    });
  }
});

describe("[10] threads in a browser", () => {
  it("a kill ends a process with its looping threads", async () => {
    const run = await engine.page.evaluate(async () => {
      await window.container.fs.writeFile(
        "loops.js",
        "const { Worker } = require('worker_threads'); const w = new Worker('for (;;);', { eval: true }); w.on('online', () => console.log('looping'));",
      );
      const process = await window.container.spawn("node", ["loops.js"]);
      const reader = process.output.getReader();
      const { value } = await reader.read();
      process.kill();
      return { first: value, code: await process.exit };
    });
    expect(run).toEqual({ first: "looping\n", code: 143 });
  });

  it("what a sleeping thread cannot be given says so", async () => {
    const files = {
      "main.js": `
const { Worker, MessageChannel, receiveMessageOnPort } = require('worker_threads');
const flag = new Int32Array(new SharedArrayBuffer(4));
const { port1, port2 } = new MessageChannel();
const send = "const { workerData } = require('worker_threads'); workerData.port.postMessage(new SharedArrayBuffer(8)); Atomics.store(workerData.flag, 0, 1); Atomics.notify(workerData.flag, 0);";
new Worker(send, { eval: true, workerData: { port: port2, flag }, transferList: [port2] });
Atomics.wait(flag, 0, 0);
try { receiveMessageOnPort(port1) } catch (error) { console.log(error.message) }
port1.close();
`,
    };
    const { code, output } = await runInEngine(files, "asleep");
    expect([code, output]).toEqual([0, expect.stringContaining("delivers those only while the thread waits")]);
  });
});
