/** `npm run model` with a real llama.cpp and a model file of random weights, asked as any client of OpenAI's routes asks. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort, type RunningCommand, runCommand } from "../support/command.ts";
import { writeTinyModel } from "../support/gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "glasshouse-model-"));
const installTimeoutMs = 300_000;
let command: RunningCommand;
let origin: string;

function serveModel(file: string, port: number): RunningCommand {
  return runCommand("npm", ["run", "model", "--", file, "--port", String(port)]);
}

beforeAll(async () => {
  const file = join(folder, "tiny.gguf");
  writeTinyModel(file);
  const port = await freePort();
  command = serveModel(file, port);
  await command.until(/answers at/);
  origin = `http://127.0.0.1:${port}`;
}, installTimeoutMs);

afterAll(async () => {
  command.signal("SIGTERM");
  await command.exit;
  rmSync(folder, { recursive: true, force: true });
});

function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(`${origin}${path}`, { method: "POST", body: text, ...(signal && { signal }) });
}

async function complete(body: object): Promise<{ text: string; finish: string; usage: Record<string, unknown> }> {
  const response = await post("/v1/completions", { temperature: 0, max_tokens: 8, ...body });
  const { choices, usage } = (await response.json()) as {
    choices: [{ text: string; finish_reason: string }];
    usage: Record<string, unknown>;
  };
  return { text: choices[0].text, finish: choices[0].finish_reason, usage };
}

async function events(response: Response): Promise<string[]> {
  const text = await response.text();
  return text.split("\n\n").flatMap((event) => (event.startsWith("data: ") ? [event.slice("data: ".length)] : []));
}

it("says which model it has, how much it reads and that it fills gaps", async () => {
  const response = await fetch(`${origin}/v1/models`);
  expect(await response.json()).toMatchObject({
    object: "list",
    data: [{ id: "tiny", object: "model", context_window: 512, infill: true }],
  });
});

it("the stream says in pieces what the whole answer says, then how it ended and what it cost", async () => {
  const request = { prompt: "const answer = ", temperature: 0, max_tokens: 8 };
  const whole = await complete(request);
  expect(whole).toMatchObject({ finish: "length", usage: { completion_tokens: 8 } });
  const streamed = await events(await post("/v1/completions", { ...request, stream: true }));
  expect(streamed.pop()).toBe("[DONE]");
  const chunks = streamed.map((text) => JSON.parse(text));
  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks.map(({ choices }) => choices[0].text).join("")).toBe(whole.text);
  expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: "length" }], usage: { completion_tokens: 8 } });
});

it("a prompt that goes on from an earlier one is not read again", async () => {
  const prompt = "function reuse(first, second) { return first + second; }\n".repeat(3);
  const cold = await complete({ prompt });
  const warm = await complete({ prompt: `${prompt}reuse(` });
  const kept = (usage: Record<string, unknown>) =>
    (usage["prompt_tokens_details"] as { cached_tokens: number }).cached_tokens;
  expect(kept(cold.usage)).toBeLessThan(10);
  expect(kept(warm.usage)).toBeGreaterThan(Number(warm.usage["prompt_tokens"]) - 10);
});

it("a suffix and the family's own tokens in the prompt are the same question", async () => {
  const bySuffix = await complete({ prompt: "let a = ", suffix: ";\nprint(a);" });
  const byTokens = await complete({ prompt: "<|fim_prefix|>let a = <|fim_suffix|>;\nprint(a);<|fim_middle|>" });
  expect(bySuffix.text).toBe(byTokens.text);
  expect(bySuffix.text).not.toBe((await complete({ prompt: "let a = " })).text);
});

it("stops at the words that the request names", async () => {
  const { text } = await complete({ prompt: "let a = ", max_tokens: 24 });
  const stop = text.slice(6, 8);
  const stopped = await complete({ prompt: "let a = ", max_tokens: 24, stop: [stop] });
  expect(stopped).toMatchObject({ text: text.slice(0, text.indexOf(stop)), finish: "stop" });
});

it("a client that goes away frees its place", async () => {
  const leaving = new AbortController();
  const response = await post("/v1/completions", { prompt: "for ever", max_tokens: 400, stream: true }, leaving.signal);
  await response.body?.getReader().read();
  leaving.abort();
  await expect
    .poll(async () => (await fetch(`${origin}/health`)).json())
    .toEqual({ status: "ok", running: 0, waiting: 0 });
  expect(command.output()).toMatch(/\/v1\/completions: \d+ tokens in/);
});

it("requests beyond its sequences wait and are all answered", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => complete({ prompt: `value ${n} = ` })));
  expect(answers.map(({ finish }) => finish)).toEqual(Array(8).fill("length"));
});

it("chats with the model's own template", async () => {
  const request = { messages: [{ role: "user", content: "hello" }], temperature: 0, max_tokens: 6 };
  const whole = await (await post("/v1/chat/completions", request)).json();
  expect(whole).toMatchObject({ object: "chat.completion", choices: [{ message: { role: "assistant" } }] });
  const streamed = await events(await post("/v1/chat/completions", { ...request, stream: true }));
  expect(JSON.parse(streamed[0] ?? "")).toMatchObject({ object: "chat.completion.chunk", choices: [{ delta: {} }] });
});

it.each([
  ["no JSON", "/v1/completions", "{", 400, "not a JSON object"],
  ["a number below one", "/v1/completions", { prompt: "a", max_tokens: -1 }, 400, "max_tokens"],
  ["more than the context", "/v1/completions", { prompt: "word ".repeat(2_000) }, 400, "context is 512 tokens"],
  ["no message", "/v1/chat/completions", { messages: [] }, 400, "messages"],
  ["a route it has not", "/v1/embeddings", {}, 404, "/v1/completions"],
  ["nine megabytes", "/v1/completions", { prompt: "x".repeat(9_000_000) }, 413, "too large"],
] as const)("%s: an answer that says what is wrong", async (_, path, body, status, words) => {
  const response = await post(path, body);
  expect(response.status).toBe(status);
  expect(((await response.json()) as { error: { message: string } }).error.message).toContain(words);
});

it("a file that is no model, or no file, ends with a sentence", async () => {
  const file = join(folder, "notes.gguf");
  writeFileSync(file, "not a model");
  for (const [path, sentence] of [
    [file, "is not a GGUF file"],
    [join(folder, "missing.gguf"), "There is no file"],
  ] as const) {
    const failed = serveModel(path, await freePort());
    expect(await failed.exit).toBe(1);
    expect(failed.output()).toContain(sentence);
  }
});
