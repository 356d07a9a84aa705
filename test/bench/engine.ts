/** `npm run bench -- engine`: speed and size of the embedded engine, beside native Node where it has a counterpart. */
import { readdirSync, readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { dist } from "../../scripts/paths.ts";
import { limits } from "../../web/engine/kernel/limits.ts";
import { startEngineBench } from "../conformance/support/engine.ts";
import { figure, type HelloTimes, hellos, killLoop, mountFiles, startIdle, stopIdle } from "./engine/in-page.ts";
import { descendantsMb } from "./engine/memory.ts";
import { NativeNode } from "./engine/native.ts";
import * as programs from "./engine/programs.ts";

const helloRounds = 25;
const coldRounds = 7;
const fewRounds = 5;
const idleCopies = 10;
const mountedFiles = 10_000;
/** Long enough for the spares to be there again. */
const spareMs = 600;
const burstSparesMs = 2_000;

const median = (values: number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
const round = (value: number): number => Math.round(value * 10) / 10;
const gzipKb = (name: string): number =>
  round(gzipSync(readFileSync(join(dist, "engine", name)), { level: 9 }).length / 1000);

async function times<T>(count: number, measure: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < count; index++) results.push(await measure());
  return results;
}

async function oneHello(page: Page): Promise<HelloTimes> {
  await wait(spareMs);
  const { each } = await hellos(page, 1);
  return each[0] ?? { firstOutputMs: Number.NaN, exitMs: Number.NaN };
}

/** Programs one right after the other use up the spares, which are begun only in a pause: the last one has none. */
async function coldHello(page: Page): Promise<number> {
  await wait(spareMs);
  const runs = await times(limits.burstSpares + 1, () => hellos(page, 1));
  return runs.at(-1)?.wholeMs ?? Number.NaN;
}

async function bootMs(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const startMs = performance.now();
    await window.engine.boot();
    return performance.now() - startMs;
  });
}

async function idleMb(page: Page): Promise<number> {
  await wait(2_000);
  const before = descendantsMb();
  await startIdle(page, idleCopies);
  await wait(2_000);
  const each = (descendantsMb() - before) / idleCopies;
  await stopIdle(page);
  return each;
}

async function nativeFigures(): Promise<Record<string, number>> {
  const native = new NativeNode();
  try {
    const each = await times(helloRounds, () => native.hello(programs.hello));
    const parallel = await times(fewRounds, async () => {
      const startMs = performance.now();
      await Promise.all(Array.from({ length: 8 }, () => native.hello(programs.hello)));
      return performance.now() - startMs;
    });
    return {
      nativeHelloFirstOutputP50Ms: round(median(each.map(({ firstOutputMs }) => firstOutputMs))),
      nativeHelloP50Ms: round(median(each.map(({ exitMs }) => exitMs))),
      nativeEightParallelMs: round(median(parallel)),
      nativeExecSyncMs: native.figure(programs.execHello),
      nativeSyncFsPerSec: native.figure(programs.syncFiles),
      nativeFileMBps: native.figure(programs.largeFiles),
    };
  } finally {
    native.dispose();
  }
}

async function engineFigures(page: Page): Promise<Record<string, number>> {
  const boot = await bootMs(page);
  await page.evaluate((files) => window.engine.mountFiles(files), {
    "hello.js": programs.hello,
    "loop.js": programs.loop,
    "idle.js": programs.idle,
    "sync.js": programs.syncFiles,
    "large.js": programs.largeFiles,
    "exec.js": programs.execHello,
  });
  await wait(spareMs);
  const firstBurst = await hellos(page, 8);
  await wait(limits.burstKeptMs);
  await times(3, () => oneHello(page));
  const each = await times(helloRounds, () => oneHello(page));
  const cold = await times(coldRounds, () => coldHello(page));
  const parallel = await times(fewRounds, async () => {
    await wait(burstSparesMs);
    return (await hellos(page, 8)).wholeMs;
  });
  const kills = await times(fewRounds, () => killLoop(page));
  return {
    bootMs: round(boot),
    helloFirstOutputP50Ms: round(median(each.map(({ firstOutputMs }) => firstOutputMs))),
    helloP50Ms: round(median(each.map(({ exitMs }) => exitMs))),
    helloColdMs: round(median(cold)),
    eightParallelMs: round(median(parallel)),
    firstEightParallelMs: round(firstBurst.wholeMs),
    syncFsPerSec: await figure(page, "sync.js"),
    fileMBps: await figure(page, "large.js"),
    killLoopMs: round(median(kills.map(({ killMs }) => killMs))),
    worstPageGapMs: round(Math.max(...kills.map(({ worstGapMs }) => worstGapMs))),
    idleProcessMB: round(await idleMb(page)),
    execSyncMs: await figure(page, "exec.js"),
    mount10kFilesMs: round(await mountFiles(page, mountedFiles)),
  };
}

export async function bench(): Promise<object> {
  const engine = await startEngineBench();
  try {
    const page = await engine.open();
    const folder = readdirSync(join(dist, "engine")).find((name) => name.startsWith("process-")) ?? "";
    const loadBefore = round(loadavg()[0] ?? 0);
    const ours = await engineFigures(page);
    const native = await nativeFigures();
    return {
      ...ours,
      workerGzKb: round(gzipKb(`${folder}/process.js`) + gzipKb(`${folder}/process-main.js`)),
      kernelGzKb: gzipKb("kernel.js"),
      ...native,
      syncFsRatio: round((ours["syncFsPerSec"] ?? 0) / (native["nativeSyncFsPerSec"] ?? 1)),
      machine: { cores: cpus().length, loadBefore, loadAfter: round(loadavg()[0] ?? 0) },
    };
  } finally {
    await engine.close();
  }
}
