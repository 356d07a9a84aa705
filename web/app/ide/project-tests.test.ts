/** Tests of a generated project are really run: what is missing is installed, what hangs is ended, and only the runner is believed. */
import { expect, test } from "vitest";
import type { EngineProcess } from "../../runtime/engine.ts";
import { testOutcomes } from "./project-tests.ts";

interface Said {
  code: number;
  output?: string;
}

const never = new AbortController().signal;

/** An engine in which each command says what the script has for it. */
async function outcomes(
  script: Record<string, Said>,
  given: object = {},
  more: { installed?: string[]; signal?: AbortSignal } = {},
) {
  const commands: string[] = [];
  const run = async (command: string, args: readonly string[]): Promise<EngineProcess> => {
    const line = [command, ...args].join(" ");
    const { code, output = "" } = script[line] ?? { code: 127 };
    const end = Promise.withResolvers<number>();
    const stream = new ReadableStream<string>({
      start(controller) {
        controller.enqueue(output);
        controller.close();
      },
    });
    if (code >= 0) end.resolve(code);
    const kill = () => end.resolve(137);
    return { id: 1, command: line, output: stream, write() {}, resize() {}, kill, exit: end.promise };
  };
  const engine = {
    ready: Promise.resolve(),
    flush: async () => undefined,
    listFolder: async (path: string) =>
      (more.installed ?? []).some((name) => path === `node_modules/${name}`)
        ? [{ name: "index.js", isFolder: false }]
        : [],
    run,
  };
  const needs = {
    engine: async () => engine,
    packageText: () => JSON.stringify(given),
    tell: (line: string) => commands.push(line),
  };
  const found = await testOutcomes(["a.test.js"], needs, more.signal ?? never);
  return { found, commands };
}

const tap = "node --test --test-reporter=tap a.test.js";

test("what is missing is installed first, and then Node's runner is asked file by file", async () => {
  const script = { "npm install": { code: 0 }, [tap]: { code: 0, output: "TAP version 13\nok 1 - adds\n1..1\n" } };
  const given = { scripts: { test: "node --test" }, dependencies: { express: "5" } };
  expect(await outcomes(script, given)).toEqual({
    found: [{ path: "a.test.js", name: "adds", ok: true }],
    commands: ["npm install", tap],
  });
  expect((await outcomes(script, given, { installed: ["express"] })).commands).toEqual([tap]);
});

test("an install that fails is the package list's fault, and no test has run", async () => {
  const { found, commands } = await outcomes(
    { "npm install": { code: 1, output: "E404 nothing there" } },
    { dependencies: { nothing: "1" } },
  );
  expect(found).toEqual([{ path: "package.json", name: "npm install", ok: false, message: "E404 nothing there" }]);
  expect(commands).toEqual(["npm install"]);
});

test("the package's own runner is believed by its exit code", async () => {
  const { found } = await outcomes(
    { "npm test": { code: 1, output: "FAIL a.test.js" } },
    { scripts: { test: "vitest run" } },
  );
  expect(found).toEqual([{ path: "a.test.js", name: "npm test", ok: false, message: "FAIL a.test.js" }]);
});

test("a runner that fails without saying which test is red all the same", async () => {
  const { found } = await outcomes({ [tap]: { code: 1, output: "ok 1 - adds\nout of memory" } });
  expect(found.map(({ ok }) => ok)).toEqual([true, false]);
});

test("Stop ends the test that runs, and runs no other", async () => {
  const controller = new AbortController();
  const running = outcomes({ [tap]: { code: -1 } }, {}, { signal: controller.signal });
  controller.abort();
  expect((await running).found).toEqual([]);
});
