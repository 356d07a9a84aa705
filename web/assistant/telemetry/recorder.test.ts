import { describe, expect, it } from "vitest";
import { telemetryLimits } from "./limits.ts";
import type { SuggestionRecord } from "./record.ts";
import { createRecorder } from "./recorder.ts";
import { memoryDisk, type RecordDisk, Records, toJsonLines } from "./records.ts";

const outcome: Omit<SuggestionRecord, "at"> = {
  source: "local",
  model: "embedded",
  language: "typescript",
  outcome: "accepted",
  shownChars: 9,
  acceptedChars: 9,
  latencyMs: 4,
};
const refused = { ...outcome, outcome: "rejected" as const, acceptedChars: 0 };

async function start(disk: RecordDisk = memoryDisk()) {
  const records = await Records.open(disk);
  const timers: { delayMs: number; task: () => void; off: boolean }[] = [];
  const recorder = createRecorder({
    records: async () => records,
    now: () => 1_000,
    after(delayMs, task) {
      const timer = { delayMs, task, off: false };
      timers.push(timer);
      return () => {
        timer.off = true;
      };
    },
  });
  const pass = (delayMs: number) => {
    for (const timer of timers.filter((one) => one.delayMs === delayMs && !one.off)) timer.task();
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return { recorder, records, timers, pass, settled };
}

describe("what became of suggestions", () => {
  it("is written down without the code", async () => {
    const { recorder, records, settled } = await start();
    recorder.ended(outcome);
    recorder.taken("load(id);", () => "load(id);");
    await settled();
    expect(records.all()).toEqual([{ ...outcome, at: 1_000 }]);
    expect(toJsonLines(records.all())).not.toContain("load");
  });

  it("is looked at again after 30 seconds and 5 minutes: all parts taken, weighed by length", async () => {
    const { recorder, records, pass, settled } = await start();
    let text = "load(id);";
    recorder.taken("load", () => text.slice(0, 4));
    recorder.taken("(id);", () => text.slice(4));
    recorder.ended({ ...outcome, outcome: "partly" });
    await settled();
    pass(telemetryLimits.firstLookMs);
    text = "load";
    pass(telemetryLimits.secondLookMs);
    await settled();
    expect(records.all()[0]).toMatchObject({ keptAfter30s: 1, keptAfter5min: 4 / 9 });
  });

  it("a refused one is not looked at, and does not take over what was taken before", async () => {
    const { recorder, timers, settled } = await start();
    recorder.ended(refused);
    await settled();
    expect(timers).toEqual([]);
  });

  it("teaches the threshold", async () => {
    const { recorder, settled } = await start();
    expect(recorder.threshold()).toBe(0);
    for (let count = 0; count < telemetryLimits.minDecisions; count++) recorder.ended(refused);
    await settled();
    expect(recorder.threshold()).toBe(telemetryLimits.strictest);
  });

  it("looks are bounded and end with the project", async () => {
    const { recorder, timers, settled } = await start();
    for (let count = 0; count < telemetryLimits.maxLooks; count++) {
      recorder.taken("a", () => "a");
      recorder.ended({ ...outcome, acceptedChars: 1 });
      await settled();
    }
    expect(timers.filter(({ off }) => !off)).toHaveLength(telemetryLimits.maxLooks);
    recorder.dispose();
    expect(timers.filter(({ off }) => !off)).toEqual([]);
  });

  it("a disk without room loses the figures and nothing else", async () => {
    const full = { ...memoryDisk(), add: async () => Promise.reject(new Error("no room")) };
    const { recorder, records, settled } = await start(full);
    recorder.ended(outcome);
    await settled();
    expect(records.all()).toEqual([]);
  });
});

describe("records", () => {
  it("are bounded: the oldest go", async () => {
    const dropped: number[] = [];
    const disk = { ...memoryDisk(), drop: async (keys: readonly number[]) => void dropped.push(...keys) };
    const records = await Records.open(disk);
    for (let at = 0; at <= telemetryLimits.maxRecords; at++) await records.add({ ...outcome, at });
    expect(records.all()).toHaveLength(telemetryLimits.maxRecords + 1 - telemetryLimits.dropRecords);
    expect(records.all()[0]?.at).toBe(telemetryLimits.dropRecords);
    expect(dropped).toHaveLength(telemetryLimits.dropRecords);
  });

  it("in a shape of another version are left aside", async () => {
    const kept = [
      { key: 1, value: { ...outcome, at: 1 } },
      { key: 2, value: { ...outcome, at: -1 } },
      { key: 3, value: "nonsense" },
    ];
    const records = await Records.open({ ...memoryDisk(), load: async () => kept });
    expect(records.all()).toEqual([{ ...outcome, at: 1 }]);
  });

  it("that are cleared are gone, and a late look does not bring one back", async () => {
    const records = await Records.open(memoryDisk());
    const key = await records.add({ ...outcome, at: 1 });
    await records.clear();
    await records.change(key, { keptAfter30s: 1 });
    expect(records.all()).toEqual([]);
  });
});
