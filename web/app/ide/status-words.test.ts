import { expect, test } from "vitest";
import { modelProblems } from "../../../shared/browser-model/messages.ts";
import { en } from "../../i18n/en.ts";
import type { SyncState, SyncStatus } from "../../sync/session.ts";
import { completionWord, engineWord, syncWord, upstreamWord } from "./status-words.ts";

const sync = (state: SyncState, pending = 0, more: Partial<SyncStatus> = {}): SyncStatus => ({
  state,
  pending,
  role: "owner",
  reason: undefined,
  message: "",
  ...more,
});

test("the bar never says saved while an edit waits", () => {
  expect(syncWord(sync("saved"), en).text).toBe("Saved");
  expect(syncWord(sync("saving", 1), en).text).toBe("Saving");
  expect(syncWord(sync("saving", 12), en).text).toBe("Saving 12 edits");
  expect(syncWord(sync("offline", 12), en)).toEqual({ text: "Offline, 12 edits kept here", tone: "bad" });
  expect(syncWord(sync("offline", 1), en).text).toBe("Offline, 1 edit kept here");
});

test("a refusal says what is safe", () => {
  const gone = sync("error", 3, { reason: "not-found", message: "detail" });
  expect(syncWord(gone, en)).toEqual({
    text: "Gone from the server or no longer shared; your copy stays here",
    tone: "bad",
    detail: "detail",
  });
  expect(syncWord(sync("error"), en).text).toBe("Not connected; your edits are kept here");
});

test("the engine's state is in words, with the reason when it failed", () => {
  const status = { runtime: "embedded", message: "No memory.", notice: "" } as const;
  expect(engineWord(undefined, undefined, en).text).toBe("Engine asleep");
  expect(engineWord({ ...status, state: "ready" }, undefined, en)).toEqual({
    text: "Engine ready",
    tone: "ok",
    detail: "Programs run in Glasshouse's own engine.",
  });
  expect(engineWord({ ...status, runtime: "webcontainer", state: "ready" }, undefined, en)).toEqual({
    text: "WebContainer ready",
    tone: "ok",
    detail: "Programs run in StackBlitz's WebContainer.",
  });
  expect(engineWord({ ...status, state: "failed" }, undefined, en).detail).toBe("No memory.");
  expect(engineWord({ ...status, state: "lost" }, undefined, en).text).toBe("Engine was ended");
  expect(engineWord(undefined, "no page", en)).toEqual({
    text: "Engine did not start",
    tone: "bad",
    detail: "no page",
  });
});

test("completion names its source, its time, and the endpoint that fails", () => {
  const local = { source: "local", model: "embedded", latencyMs: 1.6 } as const;
  const on = { on: true, allowed: true };
  expect(completionWord(local, on, en).text).toBe("Completion: local, 2 ms");
  expect(completionWord(local, { ...on, on: false }, en).text).toBe("Completion off");
  expect(completionWord(local, { ...on, allowed: false }, en).text).toBe("Completion off in this file");
  expect(completionWord({ ...local, copyOf: { name: "hono", license: "MIT" } }, on, en)).toEqual({
    text: "Same code as hono (MIT)",
    tone: "busy",
    detail: "The suggestion of local stands word for word in the package hono, whose licence is MIT.",
  });
  expect(completionWord({ source: "starting" }, on, en).text).toBe("Completion loading");
  const model = { source: "model", model: "qwen-coder", latencyMs: 140 } as const;
  expect(completionWord(model, on, en).text).toBe("Completion: qwen-coder, 140 ms");
  expect(completionWord({ ...model, waiting: 2 }, on, en)).toEqual({
    text: "Completion: model busy, 2 before you",
    tone: "busy",
  });
  const error = { code: "timeout", message: "after 5 s", endpoint: "gpu-1" };
  expect(completionWord({ ...local, error }, on, en)).toEqual({
    text: "Completion: gpu-1, no answer in time",
    tone: "bad",
    detail: "after 5 s",
  });
});

test("what is not saved, looked at only, or held by another server is said with its reason", () => {
  const full = sync("not-saved", 2, { reason: "storage-full", message: "No room." });
  expect(syncWord(full, en)).toEqual({ text: en.status.notSaved, tone: "bad", detail: "No room." });
  const older = sync("server-went-back", 0, { reason: "server-restored", message: "An older state." });
  expect(syncWord(older, en)).toEqual({ text: en.status.otherServer, tone: "bad", detail: "An older state." });
  expect(syncWord(sync("readonly"), en)).toEqual({ text: en.status.viewer, tone: "quiet" });
  expect(new Set([full, older, sync("readonly"), sync("saved")].map((each) => syncWord(each, en).text)).size).toBe(4);
});

test("each way in which a model in the browser fails has its word and says what to do", () => {
  for (const problem of modelProblems) {
    expect(upstreamWord(problem, en)).not.toBe(problem);
    expect(en.browserModel.problems[problem]).toMatch(/\.$/);
  }
});
