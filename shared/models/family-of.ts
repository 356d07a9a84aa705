/** The family that a model's name tells of. */
import type { FimFamily } from "./fim.ts";

const names: readonly [RegExp, FimFamily][] = [
  [/qwen.*coder|codeqwen/i, "qwen"],
  [/codegemma/i, "codegemma"],
  [/granite/i, "granite"],
  [/starcoder/i, "starcoder"],
  [/code-?llama/i, "codellama"],
  [/deepseek-?coder/i, "deepseek"],
  [/codestral/i, "codestral"],
  [/seed-?coder/i, "seed"],
];

export function familyOf(model: string): FimFamily | undefined {
  return names.find(([pattern]) => pattern.test(model))?.[1];
}
