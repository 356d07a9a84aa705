import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { exitPrograms } from "./support/golden/exit.ts";

const engine = engineForFile();

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
    expect(await engine.script(source)).toEqual({ code, output });
  });

  it("an uncaught error shows the user's file and line, code 1", async () => {
    const run = await engine.script("\n\nfunction fail() { throw new TypeError('boom') }\nfail()");
    expect([run.code, run.output]).toEqual([
      1,
      expect.stringMatching(/script\.js:3[\s\S]*TypeError: boom\n {4}at fail \(\/home\/project\/script\.js:3:\d+\)/),
    ]);
  });

  it("an unhandled rejection is code 1", async () => {
    const run = await engine.script("Promise.reject(new Error('lost'))");
    expect([run.code, run.output.includes("Error: lost")]).toEqual([1, true]);
  });
});

describeGoldens(engine, "[8] exit", exitPrograms);
