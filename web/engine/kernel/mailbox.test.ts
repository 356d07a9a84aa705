import { expect, it } from "vitest";
import { KernelHarness } from "../../../test/support/kernel-harness.ts";
import { answerError } from "./mailbox.ts";

it("a call for which the browser has no memory is ENOMEM; another fault of the kernel is EIO and heard of", () => {
  const { program, process } = new KernelHarness().run();
  const [thread] = process.threads;
  if (!thread) throw new Error("the program has no thread");
  answerError(thread, new RangeError("Array buffer allocation failed"));
  const first = program.answer();
  expect(() => answerError(thread, new RangeError("another"))).toThrow("another");
  expect([first, program.answer()]).toEqual([{ error: "ENOMEM" }, { error: "EIO" }]);
});
