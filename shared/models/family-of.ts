/** The family that a model's name tells of, or else the tokens that it knows. */
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

/** The token that begins the code before the gap; those who share one write the gap alike. */
const marks: readonly [token: string, FimFamily][] = [
  ["<|fim_prefix|>", "qwen"],
  ["<fim_prefix>", "starcoder"],
  ["<PRE>", "codellama"],
  ["<｜fim▁begin｜>", "deepseek"],
  ["<[fim-prefix]>", "seed"],
  ["[PREFIX]", "codestral"],
];

/** The family whose control tokens a vocabulary has. */
export function familyOfTokens(tokens: ReadonlySet<string>): FimFamily | undefined {
  return marks.find(([token]) => tokens.has(token))?.[1];
}
