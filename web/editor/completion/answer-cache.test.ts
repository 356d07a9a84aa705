import { describe, expect, it } from "vitest";
import { AnswerCache } from "./answer-cache.ts";
import { ghostLimits } from "./limits.ts";

const at = (prefix: string, suffix = "\n", path = "a.ts") => ({ path, prefix, suffix });

describe("answers kept", () => {
  it("are found at the place they were given, and further on while they were typed as said", () => {
    const cache = new AnswerCache();
    cache.put("model", at("const a = "), "load(id);");
    expect(cache.find("model", at("const a = "))).toBe("load(id);");
    expect(cache.find("model", at("const a = lo"))).toBe("ad(id);");
    expect(cache.find("model", at("const a = lx"))).toBeUndefined();
    expect(cache.find("model", at("const a ="))).toBeUndefined();
  });

  it("are nobody else's: another source, file, text before or text behind", () => {
    const cache = new AnswerCache();
    cache.put("model", at("const a = "), "load(id);");
    expect(cache.find("local", at("const a = "))).toBeUndefined();
    expect(cache.find("model", at("const a = ", "\n", "b.ts"))).toBeUndefined();
    expect(cache.find("model", at("const b = "))).toBeUndefined();
    expect(cache.find("model", at("const a = ", ";\n"))).toBeUndefined();
    cache.put("model", at("at the end ", ""), "of the file");
    expect(cache.find("model", at("at the end ", "more"))).toBeUndefined();
  });

  it("typed to its end an answer is used up", () => {
    const cache = new AnswerCache();
    cache.put("model", at("a = "), "load();");
    expect(cache.find("model", at("a = load();"))).toBeUndefined();
  });

  it("the newest of several at one place counts, and the oldest make room", () => {
    const cache = new AnswerCache();
    cache.put("model", at("a = "), "first();");
    cache.put("model", at("a = "), "second();");
    expect(cache.find("model", at("a = "))).toBe("second();");
    for (let index = 0; index < ghostLimits.cachedAnswers; index++) cache.put("model", at(`b${index} = `), "other();");
    expect(cache.find("model", at("a = "))).toBeUndefined();
  });
});
