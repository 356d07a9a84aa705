import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();

describe("[16] a program", () => {
  it("a program reaches the registry and its own servers, and nothing else", async () => {
    const { output } = await engine.page.evaluate(async () => {
      await window.container.fs.writeFile(
        "outside.js",
        "fetch('https://example.com/').catch((error) => console.log(error.message + ': ' + error.cause.message));",
      );
      return window.engine.run("node", ["outside.js"]);
    });
    expect(output).toContain("fetch failed: The browser did not let this program reach example.com");
  });
});
