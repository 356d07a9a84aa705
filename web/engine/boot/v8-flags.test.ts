import { describe, expect, it } from "vitest";
import { isAboutEngine, noEffect, v8FlagReader } from "./v8-flags.ts";

describe("V8's flags", () => {
  it("[8] are read once from the built list, with whether they take a value", () => {
    let reads = 0;
    const read = v8FlagReader({
      readText: () => {
        reads++;
        return "--stack-size=\n--allow-natives-syntax";
      },
    });
    expect(["--stack-size", "--allow-natives-syntax", "--nonsense"].map(read)).toEqual(["value", "switch", undefined]);
    expect(reads).toBe(1);
  });

  it("[8] that have no effect say so by name; those of the language and gc() are not among them", () => {
    expect(["--stack-size", "--harmony-shadow-realm", "--js-float16array", "--expose-gc"].map(isAboutEngine)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(noEffect("--stack-size")).toContain("--stack-size");
  });
});
