import { expect, test } from "vitest";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { type CloseFacts, closeReaction } from "./close-reaction.ts";
import { localClose } from "./connection.ts";
import { syncLimits } from "./limits.ts";

const lost: CloseFacts = { code: 1006, reason: "why", failures: 0, forbidden: 0, serverFull: false, chance: 1 };

function delay(facts: Partial<CloseFacts>): number | string {
  const reaction = closeReaction({ ...lost, ...facts });
  return reaction.kind === "retry" ? reaction.delayMs : reaction.reason;
}

test("waits double up to the longest, half of each is chance", () => {
  expect([0, 1, 2, 3, 9].map((failures) => delay({ failures }))).toEqual([250, 500, 1_000, 2_000, 15_000]);
  expect(delay({ failures: 2, chance: 0 })).toBe(500);
});

test("a resync does not wait", () => {
  expect(delay({ code: localClose.resync, failures: 5 })).toBe(0);
});

test.each([closeCodes.rate, closeCodes.tooLarge])("after %d the client slows down", (code) => {
  expect(delay({ code })).toBe(syncLimits.refusedBackOffMs);
});

test("a full server is not asked every moment", () => {
  expect(delay({ serverFull: true })).toBe(syncLimits.refusedBackOffMs);
});

test.each([closeCodes.badFrame, closeCodes.slowConsumer, closeCodes.internal, 1001, 1006])(
  "after %d it comes back",
  (code) => {
    expect(delay({ code })).toBe(250);
  },
);

test("what does not heal by itself stops it", () => {
  expect(delay({ code: closeCodes.unauthenticated })).toBe("unauthenticated");
  expect(delay({ code: closeCodes.version })).toBe("version");
  expect(delay({ code: closeCodes.forbidden, forbidden: 1 })).toBe(250);
  expect(delay({ code: closeCodes.forbidden, forbidden: 2 })).toBe("forbidden");
});
