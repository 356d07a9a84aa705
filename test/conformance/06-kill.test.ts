import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();

describe("[6] kill", () => {
  it("stops a loop while the page stays alive, closes its port and its children", async () => {
    const found = await engine.page.evaluate(async () => {
      const { container } = window;
      await window.engine.mountFiles({
        "loop.js":
          "require('http').createServer().listen(4567, () => { require('child_process').spawn('node', ['child.js'], { stdio: 'inherit' }).on('error', console.error); setTimeout(() => { for (;;); }, 500); })",
        "child.js":
          "console.log('child'); setInterval(() => require('fs').writeFileSync('alive.txt', String(Date.now())), 20)",
      });
      const events: string[] = [];
      const stop = container.on("port", (port, type) => events.push(`${port} ${type}`));
      const process = await container.spawn("node", ["loop.js"]);
      const reader = process.output.getReader();
      let output = "";
      while (!output.includes("child")) output += (await reader.read()).value ?? "";
      await new Promise((resolve) => setTimeout(resolve, 700));
      process.kill();
      const code = await process.exit;
      stop();
      const before = await container.fs.readFile("alive.txt", "utf8");
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { code, events, childStopped: before === (await container.fs.readFile("alive.txt", "utf8")) };
    });
    expect(found).toEqual({ code: 143, events: ["4567 open", "4567 close"], childStopped: true });
  });
});
