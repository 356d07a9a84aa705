import { expect, it } from "vitest";
import { nextStatus } from "./completion-status.ts";

const local = { source: "local", model: "embedded" } as const;

it("another model's choice ends what was wrong with the one before, not what is wrong with the embedded engine", () => {
  const failed = { ...local, tokens: 4, error: { code: "gone", message: "Choose it again.", endpoint: "tiny.gguf" } };
  expect(nextStatus(failed, { type: "model-changed" })).toEqual({ ...local, tokens: 4 });
  const broken = { ...local, error: { code: "embedded", message: "out of memory" } };
  expect(nextStatus(broken, { type: "model-changed" })).toBe(broken);
});
