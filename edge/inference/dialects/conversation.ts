/** Conversations with the servers of the dialects: OpenAI's messages, which nearly all take, and Ollama's. */
import * as v from "valibot";
import type { AgentMessage } from "../../../shared/agent/loop/messages.ts";
import type { AnswerPiece, ChatForm, TokenUsage, ToolSpec } from "./dialect.ts";
import { readOpenAi, withUsage } from "./openai-answer.ts";

/** `stream`: how the server is told to stream; Mistral's refuses fields that it does not know. */
export function openAiConversation(route: string, stream: object = withUsage): ChatForm {
  return {
    route,
    framing: "events",
    takesTools: true,
    body: (model, { messages, tools }, { temperature, maxTokens }) => ({
      model,
      ...stream,
      temperature,
      max_tokens: maxTokens,
      messages: messages.map(openAiMessage),
      ...(tools?.length ? { tools: tools.map(openAiTool) } : {}),
    }),
    read: readOpenAi,
    unwrap: withoutThinking,
  };
}

function openAiMessage({ role, content, calls, call }: AgentMessage) {
  const tool_calls = calls?.map(({ id, name, arguments: given }) => ({
    id: callIdOf(id),
    type: "function",
    function: { name, arguments: given },
  }));
  return {
    role,
    content,
    ...(tool_calls?.length ? { tool_calls } : {}),
    ...(call === undefined ? {} : { tool_call_id: callIdOf(call) }),
  };
}

/** Mistral takes nine letters and figures, the others take anything. */
function callIdOf(id: string): string {
  return id
    .replaceAll(/[^\da-z]/gi, "x")
    .padStart(9, "0")
    .slice(-9);
}

function openAiTool({ name, description, parameters }: ToolSpec) {
  return { type: "function", function: { name, description, parameters } };
}

const ollamaSchema = v.object({
  message: v.object({ content: v.string() }),
  done: v.boolean(),
  done_reason: v.optional(v.string()),
  prompt_eval_count: v.optional(v.number(), 0),
  eval_count: v.optional(v.number()),
});

/** Ollama's `/api/chat`. */
export const ollamaConversation: ChatForm = {
  route: "/api/chat",
  framing: "lines",
  // It has some, in a form of its own; a call in words does as well.
  takesTools: false,
  body: (model, { messages }, { temperature, maxTokens }) => ({
    model,
    stream: true,
    messages,
    options: { temperature, num_predict: maxTokens },
  }),
  read(value) {
    const parsed = v.safeParse(ollamaSchema, value);
    if (!parsed.success) return undefined;
    const { message, done, done_reason, prompt_eval_count, eval_count } = parsed.output;
    return ollamaPiece(message.content, { done, done_reason }, usageOf(done, prompt_eval_count, eval_count));
  },
  unwrap: withoutThinking,
};

/** What one line of Ollama's says, of either of its routes. */
export function ollamaPiece(
  text: string,
  { done, done_reason }: { done: boolean; done_reason?: string | undefined },
  usage: TokenUsage | undefined,
): AnswerPiece {
  return { text, finish: done ? (done_reason === "length" ? "length" : "stop") : undefined, usage };
}

/** Ollama counts at the end, and leaves the prompt out when it had all of it. */
export function usageOf(
  done: boolean,
  promptTokens: number,
  completionTokens: number | undefined,
): TokenUsage | undefined {
  return done && completionTokens !== undefined ? { promptTokens, completionTokens } : undefined;
}

const open = "<think>";
const close = "</think>";

/** Models that think aloud do so first, between tags: that is no part of the answer. */
export function withoutThinking(answer: string, finished: boolean): string {
  const start = answer.search(/\S/);
  if (start < 0) return finished ? answer : "";
  if (!answer.startsWith(open, start)) {
    const begun = open.startsWith(answer.slice(start, start + open.length));
    return begun && !finished ? "" : answer;
  }
  const end = answer.indexOf(close, start);
  if (end < 0) return "";
  return answer.slice(end + close.length).replace(/^\s+/, "");
}
