import { expect, it } from "vitest";
import { optionConflict } from "./option-conflicts.ts";

it("options that exclude each other are named, others pass", () => {
  const cases = [
    { "--check": true, "--eval": "1" },
    { "--test": true, "--interactive": true },
    { "--test": true, "--watch": true },
    { "--test": true, "--watch-path": ["."] },
    { "--watch": true, "--test-force-exit": true },
    { "--test": true, "--test-isolation": "some" },
    { "--input-type": "text" },
    { "--unhandled-rejections": "x" },
    { "--check": true, "--eval": undefined, "--watch-path": [] },
  ];
  expect(cases.map(optionConflict)).toEqual([
    "either --check or --eval can be used, not both",
    "either --test or --interactive can be used, not both",
    undefined,
    "--watch-path cannot be used in combination with --test",
    "either --watch or --test-force-exit can be used, not both",
    "invalid value for --test-isolation",
    '--input-type must be "module","commonjs", "module-typescript" or "commonjs-typescript"',
    "invalid value for --unhandled-rejections",
    undefined,
  ]);
});
