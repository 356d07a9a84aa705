import { describe, expect, it } from "vitest";
import { withEnvironment } from "./options.ts";

describe("options of the environment", () => {
  it("[8] variables with 1 switch their option on", () => {
    const options = { "--preserve-symlinks": false, "--pending-deprecation": false };
    expect(withEnvironment(options, { NODE_PRESERVE_SYMLINKS: "1", NODE_PENDING_DEPRECATION: "0" })).toEqual({
      "--preserve-symlinks": true,
      "--pending-deprecation": false,
    });
    expect(options["--preserve-symlinks"]).toBe(false);
  });

  it("[8] a file for warnings on the command line comes before the variable's", () => {
    const env = { NODE_REDIRECT_WARNINGS: "env.log" };
    expect(withEnvironment({ "--redirect-warnings": "" }, env)).toEqual({ "--redirect-warnings": "env.log" });
    expect(withEnvironment({ "--redirect-warnings": "a.log" }, env)).toEqual({ "--redirect-warnings": "a.log" });
  });
});
