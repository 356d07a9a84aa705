import { describe, expect, it } from "vitest";
import { requestBody } from "./dialects.ts";
import { inferenceLimits } from "./limits.ts";
import { readModelSettings } from "./model-settings.ts";

const prompt = { path: "src/a.ts", prefix: "const before = ", suffix: "; // after", trigger: "auto" as const };

function bodyOf(settings: Record<string, string>, asked: Parameters<typeof requestBody>[1] = prompt) {
  const entry = { name: "m", endpoint: "http://model.test", ...settings };
  const [endpoint] = readModelSettings({ GLASSHOUSE_MODELS: JSON.stringify([entry]) }).endpoints;
  if (!endpoint) throw new Error("the settings are good");
  return requestBody(endpoint, asked);
}

describe("the code on both sides of the caret", () => {
  it("goes out in every dialect", () => {
    const bodies = [bodyOf({}), bodyOf({ fim: "qwen" }), bodyOf({ dialect: "openai-chat" })];
    for (const body of bodies) {
      expect(JSON.stringify(body)).toContain(prompt.prefix);
      expect(JSON.stringify(body)).toContain(prompt.suffix);
    }
  });

  it("comes with a family's own end marks, at which the model stops", () => {
    const { stop } = bodyOf({ fim: "qwen" });
    expect(stop).toEqual(expect.arrayContaining([expect.any(String)]));
  });
});

it("whoever asks by hand gets a longer completion than whoever only types", () => {
  expect([bodyOf({})["max_tokens"], bodyOf({}, { ...prompt, trigger: "manual" })["max_tokens"]]).toEqual([
    inferenceLimits.maxTokensAuto,
    inferenceLimits.maxTokensManual,
  ]);
});
