/** Fill-in-the-middle prompts of the model families, as data. */

import { prefixWithFiles } from "./plain-context.ts";

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

export interface FimFile {
  path: string;
  text: string;
}

export interface FimQuestion {
  path: string;
  prefix: string;
  suffix: string;
  /** Other files of the workspace; families without a form for them get them before the code. */
  context?: readonly FimFile[] | undefined;
}

export interface FimPrompt {
  prompt: string;
  /** Where the model has to stop, the most likely first: some servers take only four. */
  stop: readonly string[];
}

interface Template {
  /** The code around the hole. */
  hole(prefix: string, suffix: string): string;
  /** The same with other files before it, where the family has a form for that. */
  repository?(question: FimQuestion, context: readonly FimFile[]): string;
  stop: readonly string[];
}

const pipes = (prefix: string, suffix: string): string =>
  `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;
const pipeStops = [
  "<|endoftext|>",
  "<|file_sep|>",
  "<|fim_prefix|>",
  "<|im_end|>",
  "<|fim_middle|>",
  "<|fim_suffix|>",
  "<|fim_pad|>",
  "<|repo_name|>",
  "<|im_start|>",
  "<|end_of_text|>",
];

const templates: Record<FimFamily, Template> = {
  qwen: {
    hole: pipes,
    repository: ({ path, prefix, suffix }, context) =>
      `<|repo_name|>workspace\n${files(context, "<|file_sep|>")}<|file_sep|>${path}\n${pipes(prefix, suffix)}`,
    stop: pipeStops,
  },
  codegemma: { hole: pipes, stop: ["<|file_separator|>", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"] },
  granite: { hole: pipes, stop: ["<|end_of_text|>", "<|endoftext|>", "<|fim_prefix|>", "<|fim_pad|>"] },
  starcoder: {
    hole: (prefix, suffix) => `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>`,
    repository: ({ path, prefix, suffix }, context) =>
      `<repo_name>workspace${files(context, "<file_sep>")}<file_sep><fim_prefix>${path}\n${prefix}<fim_suffix>${suffix}<fim_middle>`,
    stop: ["<|endoftext|>", "<file_sep>", "<fim_prefix>", "<fim_middle>"],
  },
  codellama: { hole: (prefix, suffix) => `<PRE> ${prefix} <SUF>${suffix} <MID>`, stop: ["<EOT>"] },
  deepseek: {
    hole: (prefix, suffix) => `<｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>`,
    stop: ["<｜end▁of▁sentence｜>", "<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"],
  },
  codestral: {
    hole: (prefix, suffix) => `[SUFFIX]${suffix}[PREFIX]${prefix}`,
    repository: ({ path, prefix, suffix }, context) =>
      `[SUFFIX]${suffix}[PREFIX]${files(context, "+++++ ")}+++++ ${path}\n${prefix}`,
    stop: ["[PREFIX]", "[SUFFIX]", "\n+++++ "],
  },
  seed: {
    hole: (prefix, suffix) => `<[fim-suffix]>${suffix}<[fim-prefix]>${prefix}<[fim-middle]>`,
    stop: ["<[end▁of▁sentence]>", "<[fim-prefix]>", "<[fim-suffix]>", "<[fim-middle]>"],
  },
};

/** The prompt that makes a model of `family` write what belongs between prefix and suffix. */
export function fimPrompt(family: FimFamily, question: FimQuestion): FimPrompt {
  const { hole, repository, stop } = templates[family];
  const context = question.context ?? [];
  const prompt =
    repository && context.length > 0 ? repository(question, context) : hole(prefixWithFiles(question), question.suffix);
  return { prompt, stop };
}

function files(context: readonly FimFile[], separator: string): string {
  return context.map(({ path, text }) => `${separator}${path}\n${text}${text.endsWith("\n") ? "" : "\n"}`).join("");
}
