/** Fill-in-the-middle prompts of the model families. */
import { assertNever } from "../lib/assert-never.ts";

export const fimFamilies = [
  "qwen",
  "codegemma",
  "granite",
  "starcoder",
  "codellama",
  "deepseek",
  "codestral",
  "seed",
] as const;
export type FimFamily = (typeof fimFamilies)[number];

export interface FimPrompt {
  prompt: string;
  stop: readonly string[];
}

const pipeStops = [
  "<|endoftext|>",
  "<|end_of_text|>",
  "<|fim_prefix|>",
  "<|fim_suffix|>",
  "<|fim_middle|>",
  "<|file_sep|>",
  "<|im_start|>",
  "<|im_end|>",
];

/** The prompt that makes a model of `family` write what belongs between prefix and suffix. */
export function fimPrompt(family: FimFamily, prefix: string, suffix: string): FimPrompt {
  switch (family) {
    case "qwen":
    case "codegemma":
    case "granite":
      return { prompt: `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`, stop: pipeStops };
    case "starcoder":
      return {
        prompt: `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>`,
        stop: ["<|endoftext|>", "<file_sep>", "<fim_prefix>"],
      };
    case "codellama":
      return { prompt: `<PRE> ${prefix} <SUF>${suffix} <MID>`, stop: ["<EOT>"] };
    case "deepseek":
      return {
        prompt: `<｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>`,
        stop: ["<｜end▁of▁sentence｜>", "<｜fim▁begin｜>"],
      };
    case "codestral":
      return { prompt: `[SUFFIX]${suffix}[PREFIX]${prefix}`, stop: ["[PREFIX]", "[SUFFIX]"] };
    case "seed":
      return {
        prompt: `<[fim-suffix]>${suffix}<[fim-prefix]>${prefix}<[fim-middle]>`,
        stop: ["<[fim-prefix]>", "<[fim-suffix]>", "<[fim-middle]>"],
      };
    default:
      return assertNever(family);
  }
}
