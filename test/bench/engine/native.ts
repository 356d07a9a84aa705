/** The same programs on the pinned native Node. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { HelloTimes } from "./in-page.ts";

export class NativeNode {
  readonly #folder = mkdtempSync(join(tmpdir(), "glasshouse-bench-"));
  readonly #environment = { PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}` };

  /** What a program prints, as a number. */
  figure(source: string): number {
    return Number(execFileSync(process.execPath, [this.#file("figure.js", source)], this.#options()));
  }

  /** One run of a program: first byte and exit after the spawn. */
  hello(source: string): Promise<HelloTimes> {
    const file = this.#file("hello.js", source);
    const startMs = performance.now();
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [file], this.#options());
      let firstOutputMs = Number.NaN;
      child.stdout.once("data", () => {
        firstOutputMs = performance.now() - startMs;
      });
      child.once("exit", () => resolve({ firstOutputMs, exitMs: performance.now() - startMs }));
    });
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #options() {
    return { cwd: this.#folder, env: this.#environment };
  }

  #file(name: string, source: string): string {
    const file = join(this.#folder, name);
    writeFileSync(file, source);
    return file;
  }
}
