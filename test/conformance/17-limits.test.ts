import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();

describe("[17] limits", () => {
  it("a project larger than the tree is ENOSPC, and small files still fit", async () => {
    const message = await engine.page.evaluate(async () => {
      const { fs } = window.container;
      const chunk = new Uint8Array(90 * 1024 * 1024);
      await fs.writeFile("one", chunk);
      await fs.writeFile("two", chunk);
      const message = await fs.writeFile("three", chunk).then(
        () => "no error",
        (error: Error) => error.message,
      );
      await fs.rm("one");
      await fs.rm("two");
      return message;
    });
    expect(message).toBe("ENOSPC: no space left on device, open 'three'");
  });

  it("a megabyte of output arrives whole", async () => {
    const length = await engine.page.evaluate(async () => {
      await window.container.fs.writeFile(
        "big.js",
        "process.stdout.write('x'.repeat(1e6)); process.stdout.write('end')",
      );
      const { output } = await window.engine.run("node", ["big.js"]);
      return [output.length, output.slice(-3)];
    });
    expect(length).toEqual([1_000_003, "end"]);
  });
});
