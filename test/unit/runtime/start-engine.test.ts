import type { WebContainer } from "@webcontainer/api";
import { afterEach, expect, test } from "vitest";
import type { EngineLoader } from "../../../web/runtime/boot.ts";
import { type EngineOptions, type EngineSession, sandboxOrigin } from "../../../web/runtime/engine.ts";
import { startEngine } from "../../../web/runtime/start-engine.ts";
import { ChaosBrowser, ChaosTab } from "../../support/chaos-client.ts";
import { VirtualClock } from "../../support/chaos-clock.ts";
import { ChaosNetwork } from "../../support/chaos-network.ts";
import { SeededRandom } from "../../support/chaos-random.ts";
import { ChaosLogStore } from "../../support/chaos-store.ts";
import { FakeEngine } from "../../support/fake-engine.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function world(options: { probe?: boolean; never?: boolean; hosted?: "stalls" | "fails" } = {}) {
  const clock = new VirtualClock();
  const random = new SeededRandom(3);
  const network = new ChaosNetwork(clock, random, new ChaosLogStore(clock));
  await network.start();
  const browser = new ChaosBrowser();
  const tab = await ChaosTab.open({ clock, random, browser, connect: () => network.connect("ada") });
  closing.push(() => tab.session.dispose());
  await clock.advance(200);
  const fake = new FakeEngine(clock);
  const loaded: string[] = [];
  const abandoned: string[] = [];
  const watched = new Map<string, () => void>();
  const loader: EngineLoader = {
    load(origin) {
      loaded.push(origin);
      const container = fake as unknown as WebContainer;
      const hosted = origin === "https://stackblitz.com" ? options.hosted : undefined;
      if (hosted === "fails") return Promise.resolve({ boot: () => Promise.reject(new Error("no licence")) });
      const never = options.never || hosted === "stalls";
      return Promise.resolve({ boot: () => (never ? new Promise(() => undefined) : Promise.resolve(container)) });
    },
    abandon: (origin) => void abandoned.push(origin),
    watch(origin, onLost) {
      watched.set(origin, onLost);
      return () => watched.delete(origin);
    },
    probe: () => Promise.resolve(options.probe ?? false),
  };
  const start = (runtime?: EngineOptions["runtime"]): EngineSession => {
    const origin = sandboxOrigin("abc", "http://sandbox.localhost:8787");
    const engine = startEngine(
      { session: tab.session, sandboxOrigin: origin, ...(runtime && { runtime }) },
      { loader, clock },
    );
    closing.push(() => engine.teardown());
    return engine;
  };
  return { clock, session: tab.session, fake, loaded, abandoned, watched, start };
}

test("the engine boots from the workspace's own sandbox origin with the workspace's files in it", async () => {
  const { clock, session, fake, loaded, start } = await world();
  session.files.create("src/a.ts", { kind: "file", text: "one" });
  const engine = start();
  expect(engine.status.getState()).toMatchObject({ state: "booting", runtime: "embedded" });
  await clock.advance(100);
  expect(engine.status.getState()).toMatchObject({ state: "ready", message: "" });
  expect(loaded).toEqual(["http://abc.sandbox.localhost:8787"]);
  expect(fake.files.listing()).toEqual({ "src/": "", "src/a.ts": "one" });
  await expect(engine.ready).resolves.toBeUndefined();
});

test("an edit made while the engine boots is in its files when it is ready", async () => {
  const { clock, session, fake, start } = await world();
  start();
  session.files.create("late.ts", { kind: "file", text: "late" });
  await clock.advance(1_000);
  expect(fake.files.listing()).toEqual({ "late.ts": "late" });
});

test("a program is started with every edit made before it in the files", async () => {
  const { clock, session, fake, start } = await world();
  const engine = start();
  await clock.advance(100);
  session.files.create("a.ts", { kind: "file", text: "fresh" });
  const process = await engine.run("node", ["a.ts"], { terminal: { cols: 80, rows: 24 }, env: { A: "1" } });
  expect(fake.spawned).toEqual([
    {
      command: "node",
      args: ["a.ts"],
      options: { terminal: { cols: 80, rows: 24 }, env: { A: "1" } },
      files: { "a.ts": "fresh" },
    },
  ]);
  expect(engine.processes.getState().map(({ command }) => command)).toEqual(["node a.ts"]);
  process.kill();
  expect(await process.exit).toBe(137);
  await clock.advance(1);
  expect(engine.processes.getState()).toEqual([]);
});

test("an engine that the browser ends says so, its programs end as aborted, and no other starts", async () => {
  const { clock, fake, watched, start } = await world();
  const engine = start();
  await clock.advance(100);
  fake.emitPort(3000, "open", "http://p3000");
  const program = await engine.run("node", ["hungry.js"]);
  watched.get("http://abc.sandbox.localhost:8787")?.();
  expect(await program.exit).toBe(134);
  await clock.advance(1);
  expect(engine.status.getState()).toMatchObject({
    state: "lost",
    message: expect.stringContaining("files are safe. Reload the page"),
  });
  expect([engine.processes.getState(), engine.ports.getState()]).toEqual([[], []]);
  await expect(engine.run("node", ["again.js"])).rejects.toThrow("The browser ended the engine");
  await engine.teardown();
  expect(watched.size).toBe(0);
});

test("ports open and close in the list, lowest first", async () => {
  const { clock, fake, start } = await world();
  const engine = start();
  await clock.advance(100);
  fake.emitPort(8080, "open", "http://p8080");
  fake.emitPort(3000, "open", "http://p3000");
  fake.emitPort(3000, "open", "http://p3000");
  expect(engine.ports.getState()).toEqual([
    { port: 3000, url: "http://p3000" },
    { port: 8080, url: "http://p8080" },
  ]);
  fake.emitPort(8080, "close", "http://p8080");
  expect(engine.ports.getState()).toEqual([{ port: 3000, url: "http://p3000" }]);
});

test("an engine that never answers is given up with a sentence", async () => {
  const { clock, start } = await world({ never: true });
  const engine = start();
  await clock.advance(31_000);
  expect(engine.status.getState().state).toBe("failed");
  expect(engine.status.getState().message).toContain("did not start within 30 s");
  await expect(engine.run("node", [])).rejects.toThrow("did not start");
});

test("auto takes the hosted engine where it can be reached, else ours", async () => {
  const reachable = await world({ probe: true });
  const hosted = reachable.start("auto");
  await reachable.clock.advance(100);
  expect([reachable.loaded, hosted.status.getState().runtime]).toEqual([["https://stackblitz.com"], "webcontainer"]);
  const unreachable = await world();
  const embedded = unreachable.start("auto");
  await unreachable.clock.advance(100);
  expect([unreachable.loaded, embedded.status.getState().runtime]).toEqual([
    ["http://abc.sandbox.localhost:8787"],
    "embedded",
  ]);
});

test.each([
  ["stalls", 21_000],
  ["fails", 200],
] as const)("auto falls back to ours in the same page when the hosted one %s", async (hosted, afterMs) => {
  const { clock, loaded, abandoned, start } = await world({ probe: true, hosted });
  const engine = start("auto");
  await clock.advance(afterMs);
  expect([loaded, abandoned, engine.status.getState()]).toEqual([
    ["https://stackblitz.com", "http://abc.sandbox.localhost:8787"],
    ["https://stackblitz.com"],
    { state: "ready", runtime: "embedded", message: "", notice: "" },
  ]);
});

test("after teardown nothing runs, nothing is mirrored, and the engine is released", async () => {
  const { clock, session, fake, start } = await world();
  const engine = start();
  await clock.advance(100);
  fake.emitPort(3000, "open", "http://p3000");
  await engine.teardown();
  expect(fake.tornDown).toBe(true);
  expect(engine.status.getState().state).toBe("stopped");
  expect(engine.ports.getState()).toEqual([]);
  await fake.files.writeFile("ghost.txt", "x");
  await clock.advance(5_000);
  expect(session.files.tree.getState().rows).toEqual([]);
});
