import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { errorCode } from "../../lib/errors.ts";
import { type Line, readLines } from "../../lib/input.ts";
import type { ToolIo } from "../../lib/tool.ts";
import { writeAll } from "../../lib/write-all.ts";

/** Files and commands that a program has opened by `>`, `|` and getline. A command's input is gathered until it is closed. */
export class Files {
  readonly #io: ToolIo;
  readonly #outputs = new Map<string, { fd: number } | { command: string; text: string }>();
  readonly #inputs = new Map<string, Iterator<Line>>();

  constructor(io: ToolIo) {
    this.#io = io;
  }

  write(kind: ">" | ">>" | "|", target: string, text: string): void {
    if (target === "/dev/stdout" || target === "-") return this.#io.write(text);
    if (target === "/dev/stderr") return this.#io.error(text);
    let output = this.#outputs.get(target);
    if (output === undefined) {
      output =
        kind === "|"
          ? { command: target, text: "" }
          : { fd: openSync(resolve(this.#io.cwd, target), kind === ">" ? "w" : "a") };
      this.#outputs.set(target, output);
    }
    if ("fd" in output) writeAll(output.fd, Buffer.from(text));
    else output.text += text;
  }

  /** The next line of a file or of a command's output; null at the end, undefined when it cannot be read. */
  read(source: string, isCommand: boolean): string | null | undefined {
    let lines = this.#inputs.get(source);
    if (lines === undefined) {
      lines = isCommand ? this.#run(source) : readLines(source, this.#io);
      this.#inputs.set(source, lines);
    }
    try {
      const { done, value } = lines.next();
      return done === true ? null : value.text;
    } catch (error) {
      if (errorCode(error) === "") throw error;
      this.#inputs.delete(source);
      return undefined;
    }
  }

  /** Runs a command to its end; returns its status. */
  system(command: string, input?: string): number {
    this.#io.flush();
    const { status } = spawnSync("/bin/sh", ["-c", command], {
      cwd: this.#io.cwd,
      env: this.#io.env,
      stdio: [input === undefined ? "inherit" : "pipe", "inherit", "inherit"],
      ...(input === undefined ? {} : { input }),
    });
    return status ?? 1;
  }

  close(name: string): number {
    this.#inputs.delete(name);
    const output = this.#outputs.get(name);
    this.#outputs.delete(name);
    if (output === undefined) return -1;
    if ("command" in output) return this.system(output.command, output.text);
    closeSync(output.fd);
    return 0;
  }

  closeAll(): void {
    for (const name of [...this.#outputs.keys()]) this.close(name);
  }

  #run(command: string): Iterator<Line> {
    this.#io.flush();
    const { stdout } = spawnSync("/bin/sh", ["-c", command], {
      cwd: this.#io.cwd,
      env: this.#io.env,
      stdio: ["inherit", "pipe", "inherit"],
      encoding: "utf8",
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    const lines = stdout.split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines.map((text): Line => ({ text, ended: true })).values();
  }
}
