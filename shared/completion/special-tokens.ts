/** Control tokens of the model families; they may neither reach a model from a file nor a file from a model. */
export const specialTokens = [
  "<|fim_prefix|>",
  "<|fim_suffix|>",
  "<|fim_middle|>",
  "<|fim_pad|>",
  "<|repo_name|>",
  "<|file_sep|>",
  "<|file_separator|>",
  "<|endoftext|>",
  "<|end_of_text|>",
  "<|im_start|>",
  "<|im_end|>",
  "<|eot_id|>",
  "<|cursor|>",
  "<fim_prefix>",
  "<fim_suffix>",
  "<fim_middle>",
  "<file_sep>",
  "<repo_name>",
  "<PRE>",
  "<SUF>",
  "<MID>",
  "<EOT>",
  "<｜fim▁begin｜>",
  "<｜fim▁hole｜>",
  "<｜fim▁end｜>",
  "<｜end▁of▁sentence｜>",
  "<[fim-prefix]>",
  "<[fim-suffix]>",
  "<[fim-middle]>",
  "[PREFIX]",
  "[SUFFIX]",
] as const;

/** Offset of the first special token in `text`, or undefined. */
export function firstSpecialToken(text: string): number | undefined {
  const found = specialTokens.map((token) => text.indexOf(token)).filter((index) => index >= 0);
  return found.length ? Math.min(...found) : undefined;
}
