import { expect, test } from "vitest";
import type { EngineProcess, EngineSession } from "../runtime/engine.ts";
import { stateLimits } from "../state/limits.ts";
import type { Screen } from "./screen.ts";
import { createTerminals } from "./terminals.ts";

const look = { fontSize: 13, screenReader: false, theme: "dark", inputLabel: "" };
const nothing = () => undefined;

function screen(disposed: () => void = nothing): Screen {
  return {
    element: {} as HTMLElement,
    size: () => ({ cols: 80, rows: 24 }),
    attach: nothing,
    say: nothing,
    look: nothing,
    fit: nothing,
    type: () => true,
    lastLines: () => "",
    focus: nothing,
    dispose: disposed,
  };
}

/** The part of an engine that opens shells; `end` ends the shell opened last. */
function shells() {
  let end: (code: number) => void = nothing;
  const spawnShell = async (): Promise<EngineProcess> => {
    const ended = Promise.withResolvers<number>();
    end = ended.resolve;
    const output = new ReadableStream<string>();
    return { id: 1, command: "jsh", output, write: nothing, resize: nothing, kill: nothing, exit: ended.promise };
  };
  const engine = { ready: Promise.resolve(), spawnShell } as Partial<EngineSession> as EngineSession;
  return { engine, end: (code: number) => end(code) };
}

test("a new shell is shown and numbered; closing it shows its neighbour", async () => {
  const { engine } = shells();
  const terminals = createTerminals(look, async () => screen());
  const first = await terminals.openShell(engine);
  const second = await terminals.openShell(engine);
  expect(terminals.store.getState().active).toBe(second?.id);
  expect(terminals.store.getState().entries.map(({ number }) => number)).toEqual([1, 2]);
  terminals.close(second?.id ?? "");
  expect(terminals.store.getState().active).toBe(first?.id);
});

test("a shell that ends leaves the list, and its screen is given back", async () => {
  const { engine, end } = shells();
  let disposed = 0;
  const terminals = createTerminals(look, async () => screen(() => disposed++));
  await terminals.openShell(engine);
  end(0);
  await new Promise((resolve) => setTimeout(resolve));
  expect([terminals.store.getState().entries, disposed]).toEqual([[], 1]);
});

test("there are never more terminals than may be", async () => {
  const { engine } = shells();
  const terminals = createTerminals(look, async () => screen());
  for (let count = 0; count < stateLimits.terminals; count++) await terminals.openShell(engine);
  expect(await terminals.openShell(engine)).toBeUndefined();
});

test("the program has one terminal, shown again at the next run", async () => {
  const { engine } = shells();
  const terminals = createTerminals(look, async () => screen());
  const program = await terminals.openProgram();
  await terminals.openShell(engine);
  expect((await terminals.openProgram()).id).toBe(program.id);
  expect(terminals.store.getState().active).toBe(program.id);
});
