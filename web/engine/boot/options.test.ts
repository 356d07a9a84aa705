import { describe, expect, it } from "vitest";
import { environmentOptions } from "./options.ts";

describe("options of the environment", () => {
  it("[8] variables with 1 switch their option on", () => {
    const environment = { NODE_PRESERVE_SYMLINKS: "1", NODE_PENDING_DEPRECATION: "0" };
    expect(environmentOptions(environment, {})).toEqual({ "--preserve-symlinks": true });
  });

  it("[8] a file for warnings on the command line comes before the variable's", () => {
    const environment = { NODE_REDIRECT_WARNINGS: "env.log" };
    const file = (given: string) => environmentOptions(environment, { "--redirect-warnings": given });
    expect([file(""), file("a.log")]).toEqual([
      { "--redirect-warnings": "env.log" },
      { "--redirect-warnings": "a.log" },
    ]);
  });
});
