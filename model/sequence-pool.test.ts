import { expect, it } from "vitest";
import { SequencePool, sharedLength, TooManyWaiting } from "./sequence-pool.ts";

const never = new AbortController().signal;
const sequence = (...contextTokens: number[]) => ({ contextTokens });

it("a request gets the free sequence that holds most of its prompt", async () => {
  const [short, long] = [sequence(1, 2), sequence(1, 2, 3)];
  const pool = new SequencePool([short, long], 4);
  const used = await Promise.all([
    pool.use([1, 2, 3, 4], never, async (mine) => mine),
    pool.use([1, 2, 3, 4], never, async (mine) => mine),
  ]);
  expect(used).toEqual([long, short]);
});

it("who finds none waits in order, and one too many is refused at once", async () => {
  const pool = new SequencePool([sequence()], 2);
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const work = (name: string) => pool.use([], never, async () => void order.push(name));
  const running = pool.use([], never, () => first.promise);
  const waiting = [work("second"), work("third")];
  await expect(work("fourth")).rejects.toThrow(TooManyWaiting);
  expect([pool.running, pool.waiting]).toEqual([1, 2]);
  first.resolve();
  await Promise.all([running, ...waiting]);
  expect(order).toEqual(["second", "third"]);
  expect([pool.running, pool.waiting]).toEqual([0, 0]);
});

it("who leaves while waiting takes no turn, and a failure gives the sequence back", async () => {
  const pool = new SequencePool([sequence()], 2);
  const first = Promise.withResolvers<void>();
  const running = pool.use([], never, () => first.promise);
  const leaving = new AbortController();
  const left = pool.use([], leaving.signal, async () => "ran");
  const after = pool.use([], never, async () => "after");
  leaving.abort(new Error("gone"));
  await expect(left).rejects.toThrow("gone");
  first.reject(new Error("broken"));
  await expect(running).rejects.toThrow("broken");
  expect(await after).toBe("after");
});

it("counts the tokens that two lists begin with alike", () => {
  expect(sharedLength([1, 2, 3], [1, 2, 4, 5])).toBe(2);
  expect(sharedLength([], [1])).toBe(0);
  expect(sharedLength([1, 2], [1, 2])).toBe(2);
});
