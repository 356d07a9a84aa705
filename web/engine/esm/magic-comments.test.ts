import { describe, expect, it } from "vitest";
import { magicComments } from "./magic-comments.ts";

describe("magic comments", () => {
  it("[7] the last comment counts, however long it is", () => {
    const map = `data:application/json;base64,${"a".repeat(9_000)}`;
    const source = `//# sourceMappingURL=old.map\nf();\n//# sourceURL=file:///a.ts\n//# sourceMappingURL=${map}\n`;
    expect(magicComments(source)).toEqual({ sourceURL: "file:///a.ts", sourceMapURL: map });
  });

  it("[7] text that only looks like one is none", () => {
    const source = `const a = "sourceMappingURL=x.map";\n/* sourceURL=b.js */\n//# sourceMappingURL=two words\n`;
    expect(magicComments(source)).toEqual({ sourceURL: undefined, sourceMapURL: undefined });
    expect(magicComments("sourceURL=x")).toEqual({ sourceURL: undefined, sourceMapURL: undefined });
  });
});
