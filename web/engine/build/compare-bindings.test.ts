import { describe, expect, it } from "vitest";
import type { BindingPicture, Dump } from "../boot/bundle-input.ts";
import { compareBindings } from "./compare-bindings.ts";

function dumpOf(bindings: Record<string, Partial<BindingPicture>>): Dump {
  const whole = Object.entries(bindings).map(([name, part]) => [
    name,
    { data: {}, functions: [], classes: {}, ...part },
  ]);
  return { bindings: Object.fromEntries(whole) } as Dump;
}

describe("two versions of Node's bindings", () => {
  it("differ by the members that came and went, with those that the newer library uses marked", () => {
    const before = dumpOf({
      fs: { functions: ["open", "old"], classes: { Handle: ["close"] } },
      gone: { data: { k: 1 } },
    });
    const after = dumpOf({ fs: { functions: ["open", "fresh"], classes: { Handle: ["close", "sync"] } } });
    expect(compareBindings(before, after, new Map([["fs", new Set(["fresh", "open"])]]))).toEqual([
      "+ fs.Handle.sync",
      "+ fs.fresh (used)",
      "- fs.old",
      "- gone.k",
    ]);
  });
});
