import { expect, test } from "vitest";
import { firstFacts, type SyncFacts, statusOf } from "./status.ts";

const live: SyncFacts = { ...firstFacts, link: "live", role: "editor" };

test.each<[string, Partial<SyncFacts>, string]>([
  ["before the first connection", { link: "down" }, "connecting"],
  ["some seconds later", { link: "offline" }, "offline"],
  ["in sync", {}, "saved"],
  ["with edits on their way", { pending: 2 }, "saving"],
  ["as a viewer", { role: "viewer" }, "readonly"],
  ["offline as a viewer", { role: "viewer", link: "offline" }, "offline"],
  ["when the server went back", { wentBack: true, pending: 1 }, "server-went-back"],
  ["when this browser's disk is full", { storeFailing: true, pending: 1 }, "not-saved"],
  ["when it is full and the server has all", { storeFailing: true }, "saved"],
  ["when the server's disk is full", { serverFull: true, pending: 1, link: "offline" }, "not-saved"],
  ["when it stopped", { fatal: { reason: "version", message: "reload" }, wentBack: true }, "error"],
])("%s", (_, facts, state) => {
  expect(statusOf({ ...live, ...facts }).state).toBe(state);
});

test("edits that a lowered role keeps back are told", () => {
  expect(statusOf({ ...live, role: "viewer", pending: 3 })).toMatchObject({
    state: "readonly",
    reason: "edit-refused",
    pending: 3,
  });
});
