import { describe, expect, it } from "vitest";
import { modelInfo, readModelSettings } from "./model-settings.ts";

describe("model settings", () => {
  it("nothing set means no model and no complaint", () => {
    expect(readModelSettings({})).toEqual({ endpoints: [], problems: [] });
  });

  it("one endpoint by plain variables", () => {
    const { endpoints, problems } = readModelSettings({
      GLASSHOUSE_MODEL_URL: "http://gpu:8000/",
      GLASSHOUSE_MODEL_NAME: "qwen",
      GLASSHOUSE_MODEL_KEY: "k",
      GLASSHOUSE_MODEL_DIALECT: "openai-chat",
    });
    expect(problems).toEqual([]);
    expect(endpoints).toEqual([
      {
        id: "qwen",
        name: "qwen",
        url: "http://gpu:8000/v1/chat/completions",
        dialect: "openai-chat",
        model: "qwen",
        fim: undefined,
        key: "k",
        contextTokens: undefined,
        tier: "small",
        tools: false,
        price: undefined,
        concurrency: 64,
      },
    ]);
  });

  it.each([
    ["http://gpu", "http://gpu/v1/completions"],
    ["http://gpu/v1", "http://gpu/v1/completions"],
    ["http://gpu/api/v2/", "http://gpu/api/v2/completions"],
    ["http://gpu/custom/completions", "http://gpu/custom/completions"],
  ])("%s is asked at %s", (endpoint, url) => {
    expect(readModelSettings({ GLASSHOUSE_MODEL_URL: endpoint }).endpoints[0]?.url).toBe(url);
  });

  it("people see the host, never the key, the path or a password", () => {
    const [endpoint] = readModelSettings({
      GLASSHOUSE_MODELS: '[{"name":"m","endpoint":"https://user:pass@gpu:1/secret/v1","key":"k"}]',
    }).endpoints;
    expect(endpoint && modelInfo(endpoint)).toEqual({ id: "m", name: "m", endpoint: "gpu:1" });
  });

  it.each([
    ["{}", "GLASSHOUSE_MODELS must be a JSON list."],
    ["[", "GLASSHOUSE_MODELS is not JSON"],
    ['[{"name":"m"}]', "GLASSHOUSE_MODELS entry 1: endpoint"],
    ['[{"name":"m","endpoint":"file:///etc/passwd"}]', "entry 1: endpoint: must begin with http"],
    ['[{"name":"m","endpoint":"http://a","dialect":"soap"}]', "entry 1: dialect"],
    ['[{"name":"m","endpoint":"http://a"},{"name":"m","endpoint":"http://b"}]', 'the id "m" is taken'],
  ])("%s is refused with a sentence", (list, problem) => {
    expect(readModelSettings({ GLASSHOUSE_MODELS: list }).problems.join()).toContain(problem);
  });

  it("a bad entry does not take the good ones with it", () => {
    const { endpoints, problems } = readModelSettings({ GLASSHOUSE_MODELS: '[7,{"name":"m","endpoint":"http://a"}]' });
    expect(endpoints.map(({ id }) => id)).toEqual(["m"]);
    expect(problems).toHaveLength(1);
  });
});
