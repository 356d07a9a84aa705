/** How a completion is asked for and read in the two dialects of OpenAI-compatible servers. */
import * as v from "valibot";
import { fimPrompt } from "../../shared/models/fim.ts";
import { holeMessages } from "../../shared/models/hole-prompt.ts";
import { inferenceLimits } from "./limits.ts";
import type { ModelEndpoint } from "./model-settings.ts";

export interface CompletionPrompt {
  path: string;
  prefix: string;
  suffix: string;
  trigger: "auto" | "manual";
}

/** What one event of the answer says. */
export interface AnswerPiece {
  text: string;
  finish: "stop" | "length" | undefined;
}

/** The JSON body of the request. */
export function requestBody(endpoint: ModelEndpoint, prompt: CompletionPrompt): Record<string, unknown> {
  const common = {
    model: endpoint.model,
    stream: true,
    temperature: inferenceLimits.temperature,
    max_tokens: prompt.trigger === "manual" ? inferenceLimits.maxTokensManual : inferenceLimits.maxTokensAuto,
  };
  if (endpoint.dialect === "openai-chat") {
    return { ...common, messages: holeMessages(prompt.path, prompt.prefix, prompt.suffix) };
  }
  if (!endpoint.fim) return { ...common, prompt: prompt.prefix, suffix: prompt.suffix };
  const { prompt: filled, stop } = fimPrompt(endpoint.fim, prompt.prefix, prompt.suffix);
  return { ...common, prompt: filled, stop };
}

const finish = v.optional(v.nullable(v.string()));
const pieceSchema = v.object({
  choices: v.array(
    v.object({
      text: v.optional(v.nullable(v.string())),
      delta: v.optional(v.object({ content: v.optional(v.nullable(v.string())) })),
      message: v.optional(v.object({ content: v.optional(v.nullable(v.string())) })),
      finish_reason: finish,
    }),
  ),
});
const errorSchema = v.object({ error: v.union([v.string(), v.object({ message: v.string() })]) });

/** A piece of the answer, the server's own error sentence, or undefined for what is neither. */
export function readAnswer(json: string): { piece: AnswerPiece } | { problem: string } | undefined {
  const value = parseJson(json);
  const problem = v.safeParse(errorSchema, value);
  if (problem.success) {
    const { error } = problem.output;
    return { problem: typeof error === "string" ? error : error.message };
  }
  const parsed = v.safeParse(pieceSchema, value);
  if (!parsed.success) return undefined;
  const choice = parsed.output.choices[0];
  const text = choice?.text ?? choice?.delta?.content ?? choice?.message?.content ?? "";
  const reason = choice?.finish_reason;
  return {
    piece: { text: text.replaceAll("\0", ""), finish: reason ? (reason === "length" ? "length" : "stop") : undefined },
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Not JSON is not an answer: the schemas refuse undefined.
    return undefined;
  }
}
