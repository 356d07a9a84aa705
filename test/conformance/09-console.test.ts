import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { consolePrograms } from "./support/golden/console.ts";

const engine = engineForFile();

describe("[9] what console prints", () => {
  it("is what native Node prints", async () => {
    const source = `
      class Point { constructor() { this.x = 1; } get y() { return 2; } }
      console.log({ a: 1, b: [1, "x", null, undefined], c: { d: { e: { f: 1 } } } });
      console.log(new Map([["k", { v: 1 }]]), new Set([1, 2]), new Point(), [1.5, -0, NaN], [,'hole'], Symbol('s'), 10n);
      console.log("%s is %d and %i %j %o", "a", 1.5, 2.7, { j: 1 }, [1]);
      console.log(new Date(0), /re/g, new Error("shown").message, function named() {}, () => {}, class A {});
      console.log("x".repeat(100).split(""), new Uint8Array(3), Buffer.from("hi"), new ArrayBuffer(2));
      console.table([{ a: 1, b: "x" }, { a: 2, b: "y" }]);
      console.log(process.version, typeof structuredClone, [new WeakMap(), Object.create(null), new Proxy({}, {})]);
      console.group("in"); console.error("deep"); console.groupEnd(); console.log(JSON.stringify({ z: 1 }));
    `;
    const native = execFileSync(process.execPath, ["-e", `${source}`], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ours = await engine.script(source);
    expect(ours.output.replace("  deep\n", "")).toBe(native);
  });
});

describeGoldens(engine, "[9] console", consolePrograms);
