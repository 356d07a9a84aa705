import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { en } from "../../i18n/en.ts";
import type { EngineProcess, EngineSession } from "../../runtime/engine.ts";
import { createNotices } from "../../state/notices.ts";
import type { Screen } from "../../terminal/screen.ts";
import { createTerminals } from "../../terminal/terminals.ts";
import { createProgram } from "./program.ts";

/** An engine whose commands end with a code when the test says so; killing ends them with 143. */
function scriptedEngine(hasPackages: boolean) {
  const running: { command: string; end(code: number): void }[] = [];
  const run = async (command: string, args: readonly string[]): Promise<EngineProcess> => {
    const { promise: exit, resolve: end } = Promise.withResolvers<number>();
    const line = [command, ...args].join(" ");
    if (command === "node") end(hasPackages ? 0 : 1);
    else running.push({ command: line, end });
    const output = new ReadableStream<string>({ start: (controller) => controller.close() });
    return {
      id: 1,
      command: line,
      output,
      write: () => undefined,
      resize: () => undefined,
      kill: () => end(143),
      exit,
    };
  };
  const engine: EngineSession = {
    status: createStore(() => ({ state: "ready" as const, runtime: "embedded" as const, message: "", notice: "" })),
    ports: createStore(() => []),
    processes: createStore(() => []),
    ready: Promise.resolve(),
    run,
    spawnShell: () => run("jsh", []),
    flush: async () => undefined,
    readFile: async () => undefined,
    listFolder: async () => [],
    killAll: () => undefined,
    teardown: async () => undefined,
  };
  return { engine, running };
}

function silentScreen(said: string[]): Screen {
  const nothing = () => undefined;
  return {
    element: {} as HTMLElement,
    size: () => ({ cols: 80, rows: 24 }),
    attach: nothing,
    say: (line) => void said.push(line),
    type: () => true,
    lastLines: () => "",
    look: nothing,
    fit: nothing,
    focus: nothing,
    dispose: nothing,
  };
}

function workbench(options: { hasPackages?: boolean; packageText?: string; broken?: boolean }) {
  const { engine, running } = scriptedEngine(options.hasPackages ?? false);
  const said: string[] = [];
  const look = { fontSize: 13, screenReader: false, theme: "dark", inputLabel: "" };
  const notices = createNotices();
  const program = createProgram({
    engine: options.broken ? () => Promise.reject(new Error("no engine")) : async () => engine,
    terminals: createTerminals(look, async () => silentScreen(said)),
    notices,
    packageText: () => options.packageText,
    text: () => en,
    onStart: () => undefined,
  });
  const told = () => notices.getState().map(({ text }) => text);
  return { program, running, said, told };
}

const express = JSON.stringify({ scripts: { start: "node ." }, dependencies: { express: "5" } });
const settled = () => new Promise((resolve) => setTimeout(resolve));

test("run installs what is missing, then starts, and is idle again when the program ends", async () => {
  const { program, running, said } = workbench({ packageText: express });
  const done = program.run();
  await settled();
  expect(program.phase.getState().phase).toBe("installing");
  running[0]?.end(0);
  await settled();
  expect(program.phase.getState().phase).toBe("running");
  running[1]?.end(0);
  await done;
  expect(said).toEqual(["$ npm install", "$ npm start"]);
  expect(program.phase.getState().phase).toBe("idle");
});

test("packages that are there are not installed again", async () => {
  const { program, said } = workbench({ packageText: express, hasPackages: true });
  void program.run();
  await settled();
  expect(said).toEqual(["$ npm start"]);
});

test("a failed install starts nothing and says where the reason is", async () => {
  const { program, running, said, told } = workbench({ packageText: express });
  const done = program.run();
  await settled();
  running[0]?.end(1);
  await done;
  expect(said).toEqual(["$ npm install"]);
  expect(told()).toEqual([en.run.installFailed]);
});

test("stop kills a program that never ends, without calling that a failure", async () => {
  const { program, told } = workbench({ packageText: express, hasPackages: true });
  const done = program.run();
  await settled();
  program.stop();
  await done;
  expect(program.phase.getState().phase).toBe("idle");
  expect(told()).toEqual([]);
});

test("stop during the install starts nothing afterwards", async () => {
  const { program, said } = workbench({ packageText: express });
  const done = program.run();
  await settled();
  program.stop();
  await done;
  expect(said).toEqual(["$ npm install"]);
});

test.each([
  [{}, en.run.noPackage],
  [{ packageText: "{}" }, en.run.noStart],
  [{ packageText: express, broken: true }, en.run.engineFailed],
])("what cannot run says why: %j", async (options, sentence) => {
  const { program, told } = workbench(options);
  await program.run();
  expect(told()).toEqual([sentence]);
  expect(program.phase.getState().phase).toBe("idle");
});
