import { describe, expect, it } from "vitest";
import { inferenceLimits } from "../limits.ts";
import type { CompletionPrompt, DialectModel } from "./dialect.ts";
import { type DialectName, dialectNames, dialects } from "./index.ts";
import { readAnswer } from "./read-answer.ts";
import { routeOf } from "./route-of.ts";

const model: DialectModel = { model: "m", fim: undefined, refusesSuffix: false };
const prompt: CompletionPrompt = { path: "src/a.ts", prefix: "BEFORE", suffix: "AFTER" };
const sampling = { temperature: inferenceLimits.temperature, maxTokens: 96 };
const context = [{ path: "b.ts", text: "OTHER" }];
const qwen = "<|fim_prefix|>BEFORE<|fim_suffix|>AFTER<|fim_middle|>";

describe("what is asked", () => {
  const openAi = { stream: true, stream_options: { include_usage: true }, max_tokens: 96 };
  it.each<[DialectName, Partial<DialectModel>, object]>([
    ["openai-completions", {}, { ...openAi, prompt: "BEFORE", suffix: "AFTER" }],
    ["openai-completions", { fim: "qwen" }, { ...openAi, prompt: qwen }],
    ["openai-chat", {}, { ...openAi, messages: [{ role: "system" }, { role: "user" }] }],
    ["llama-infill", {}, { input_prefix: "BEFORE", input_suffix: "AFTER", n_predict: 96, stream: true }],
    ["ollama", {}, { prompt: "BEFORE", suffix: "AFTER", stream: true, options: { num_predict: 96 } }],
    ["ollama", { fim: "qwen" }, { prompt: qwen, raw: true, options: { stop: expect.arrayContaining(["<|im_end|>"]) } }],
    ["deepseek", {}, { ...openAi, prompt: "BEFORE", suffix: "AFTER" }],
    ["mistral", {}, { prompt: "BEFORE", suffix: "AFTER", stream: true, max_tokens: 96 }],
    ["dashscope", {}, { ...openAi, prompt: qwen }],
  ])("%s %j", (name, changes, expected) => {
    expect(dialects[name].body({ ...model, ...changes }, prompt, sampling)).toMatchObject(expected);
  });

  it("Mistral's service gets no field that it does not know: it would refuse all", () => {
    const body = dialects.mistral.body(model, prompt, sampling);
    expect(Object.keys(body).sort()).toEqual(["max_tokens", "model", "prompt", "stream", "suffix", "temperature"]);
  });

  it.each<DialectName>(["openai-completions", "dashscope"])("%s is given four stops at most", (name) => {
    expect(dialects[name].body({ ...model, fim: "qwen" }, prompt, sampling)["stop"]).toHaveLength(4);
  });

  it.each<DialectName>(["openai-completions", "ollama"])("%s leaves out a suffix that is refused", (name) => {
    expect(dialects[name].body({ ...model, refusesSuffix: true }, prompt, sampling)).not.toHaveProperty("suffix");
  });

  it.each<[DialectName, Partial<DialectModel>]>([
    ["openai-completions", { fim: "qwen" }],
    ["openai-completions", { fim: "codellama" }],
    ["openai-completions", {}],
    ["openai-completions", { refusesSuffix: true }],
    ["openai-chat", {}],
    ["llama-infill", {}],
    ["ollama", { fim: "starcoder" }],
    ["ollama", {}],
    ["deepseek", {}],
    ["mistral", {}],
    ["dashscope", {}],
  ])("%s %j sends other files along", (name, changes) => {
    const body = dialects[name].body({ ...model, ...changes }, { ...prompt, context }, sampling);
    expect(JSON.stringify(body)).toContain("OTHER");
  });
});

describe("where it is asked", () => {
  it.each<[DialectName, string, string]>([
    ["openai-completions", "http://gpu", "http://gpu/v1/completions"],
    ["openai-completions", "http://gpu/api/v2/", "http://gpu/api/v2/completions"],
    ["openai-completions", "http://gpu/custom/completions", "http://gpu/custom/completions"],
    ["openai-chat", "http://gpu/v1", "http://gpu/v1/chat/completions"],
    ["llama-infill", "http://gpu:8080", "http://gpu:8080/infill"],
    ["llama-infill", "http://gpu:8080/v1", "http://gpu:8080/infill"],
    ["ollama", "http://gpu:11434", "http://gpu:11434/api/generate"],
    ["ollama", "http://gpu:11434/api", "http://gpu:11434/api/generate"],
    ["deepseek", "https://a.test/beta", "https://a.test/beta/completions"],
    ["deepseek", "https://a.test/v1", "https://a.test/beta/completions"],
    ["mistral", "https://a.test/v1", "https://a.test/v1/fim/completions"],
    ["dashscope", "https://a.test", "https://a.test/compatible-mode/v1/completions"],
    ["dashscope", "https://a.test/compatible-mode/v1", "https://a.test/compatible-mode/v1/completions"],
    ["ollama", "http://name:word@gpu", "http://gpu/api/generate"],
  ])("%s at %s is %s", (name, address, url) => {
    expect(routeOf(address, dialects[name].route)).toBe(url);
  });
});

describe("what is answered", () => {
  const usage = { promptTokens: 3, completionTokens: 2 };
  const openAiUsage = { usage: { prompt_tokens: 3, completion_tokens: 2 } };
  it.each<[DialectName, object, object]>([
    ["openai-completions", { choices: [{ text: "a", finish_reason: null }] }, { text: "a", finish: undefined }],
    ["openai-completions", { choices: [{ text: "", finish_reason: "length" }] }, { text: "", finish: "length" }],
    ["openai-completions", { choices: [], ...openAiUsage }, { text: "", finish: undefined, usage }],
    ["openai-chat", { choices: [{ delta: { content: null } }] }, { text: "", finish: undefined }],
    ["openai-chat", { choices: [{ message: { content: "a" }, finish_reason: "stop" }] }, { text: "a", finish: "stop" }],
    ["mistral", { choices: [{ delta: { content: "a" }, finish_reason: "model_length" }] }, { finish: "length" }],
    ["llama-infill", { content: "a", stop: false }, { text: "a", finish: undefined }],
    [
      "llama-infill",
      { content: "", stop: true, stop_type: "limit", tokens_evaluated: 3, tokens_predicted: 2 },
      { finish: "length", usage },
    ],
    ["ollama", { response: "a", done: false }, { text: "a", finish: undefined }],
    [
      "ollama",
      { response: "", done: true, done_reason: "stop", prompt_eval_count: 3, eval_count: 2 },
      { finish: "stop", usage },
    ],
  ])("%s %j", (name, value, piece) => {
    expect(readAnswer(dialects[name], JSON.stringify(value))).toMatchObject({ piece });
  });

  it.each(dialectNames)("%s tells a server's own error from an answer", (name) => {
    for (const error of [{ error: "no" }, { error: { message: "no" } }, { object: "error", message: "no" }])
      expect(readAnswer(dialects[name], JSON.stringify(error))).toEqual({ problem: "no" });
  });

  it.each(dialectNames)("%s takes nothing else for an answer", (name) => {
    for (const json of ["", "{", "7", "null", "[]", "{}", '{"choices":7}', '{"__proto__":{"content":"a"}}'])
      expect(readAnswer(dialects[name], json)).toBeUndefined();
  });
});
