import { expect, it } from "vitest";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { RateLimiter } from "./rate-limiter.ts";

it("counts each key in its own window and forgives when the window is over", () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter(clock, 2, 60_000);
  expect([limiter.take("a"), limiter.take("a"), limiter.take("a"), limiter.take("b")]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect(limiter.isSpent("a")).toBe(true);
  clock.advance(60_000);
  expect([limiter.isSpent("a"), limiter.take("a")]).toEqual([false, true]);
});
