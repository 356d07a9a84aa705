import { expect, test } from "vitest";
import { createMilestones } from "./performance.ts";

type Host = Parameters<typeof createMilestones>[0];

function startedAt(clock: { ms: number }) {
  const performance = { timeOrigin: 1_000_000, now: () => clock.ms };
  return createMilestones({ performance } as Host);
}

test("two looks at the clock never give the same time, however coarse the browser's is", () => {
  const clock = { ms: 50 };
  const milestones = startedAt(clock);
  const first = milestones.hrtime();
  const looks = [milestones.hrtime(), milestones.hrtime(), milestones.hrtime()];
  expect(looks.map((at) => Math.round((at - first) * 1e6))).toEqual([1, 2, 3]);
});

test("what was added is made up for when the browser's clock moves on", () => {
  const clock = { ms: 50 };
  const milestones = startedAt(clock);
  for (let look = 0; look < 100; look++) milestones.now();
  clock.ms = 51;
  expect(milestones.now()).toBe(1);
});

test("a thread counts from the beginning of its process", () => {
  const clock = { ms: 50 };
  const milestones = startedAt(clock);
  milestones.begin(1_000_020);
  clock.ms = 60;
  expect([milestones.now(), milestones.epochMs()]).toEqual([40, 1_000_020]);
});
