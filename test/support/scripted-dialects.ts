/** How the scripted endpoint says things: as the server whose route is asked. */
export interface ScriptedDialect {
  contentType: string;
  /** One piece of an answer on the wire. */
  piece(text: string, finish?: "stop" | "length"): string;
  /** An error inside the stream. */
  error(message: string): string;
  /** Any JSON, right or wrong, as a piece. */
  raw(json: string): string;
  /** What comes after the last piece. */
  end: string;
  /** Pieces around the completion. */
  wrap(pieces: readonly string[]): readonly string[];
}

const event = (json: string): string => `data: ${json}\n\n`;
const line = (json: string): string => `${json}\n`;
const usage = { prompt_tokens: 11, completion_tokens: 5 };

const openAi = (choice: (text: string) => object): ScriptedDialect => ({
  contentType: "text/event-stream",
  piece: (text, finish) =>
    event(
      JSON.stringify({
        id: "scripted",
        choices: [{ index: 0, ...choice(text), finish_reason: finish ?? null }],
        ...(finish ? { usage } : {}),
      }),
    ),
  error: (message) => event(JSON.stringify({ error: { message } })),
  raw: event,
  end: "data: [DONE]\n\n",
  wrap: (pieces) => pieces,
});

const completions = openAi((text) => ({ text }));
const fim = openAi((content) => ({ delta: { content } }));
const hole: ScriptedDialect = { ...fim, wrap: (pieces) => ["<fill>", ...pieces, "</fill>"] };

const infill: ScriptedDialect = {
  ...completions,
  piece: (content, finish) =>
    event(
      JSON.stringify({
        index: 0,
        content,
        stop: finish !== undefined,
        ...(finish
          ? { stop_type: finish === "length" ? "limit" : "eos", tokens_evaluated: 11, tokens_predicted: 5 }
          : {}),
      }),
    ),
  end: "",
};

const ollama: ScriptedDialect = {
  ...completions,
  contentType: "application/x-ndjson",
  piece: (response, finish) =>
    line(
      JSON.stringify({
        model: "scripted",
        response,
        done: finish !== undefined,
        ...(finish ? { done_reason: finish, prompt_eval_count: 11, eval_count: 5 } : {}),
      }),
    ),
  error: (message) => line(JSON.stringify({ error: message })),
  raw: line,
  end: "",
};

const ollamaChat: ScriptedDialect = {
  ...ollama,
  piece: (content, finish) =>
    line(
      JSON.stringify({
        model: "scripted",
        message: { role: "assistant", content },
        done: finish !== undefined,
        ...(finish ? { done_reason: finish, prompt_eval_count: 11, eval_count: 5 } : {}),
      }),
    ),
};

/** `body`: what was asked; a hole is filled between tags. */
export function scriptedDialect(path: string, body: object): ScriptedDialect {
  if (path.endsWith("/api/chat")) return ollamaChat;
  if (path.endsWith("/infill")) return infill;
  if (path.endsWith("/api/generate")) return ollama;
  if (path.includes("/chat/")) return JSON.stringify(body).includes("<fill>") ? hole : fim;
  return path.includes("/fim/") ? fim : completions;
}
