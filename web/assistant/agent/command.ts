/** A command in the engine: bounded in time and output, ended when the run is. */

import { loopLimits } from "../../../shared/agent/loop/limits.ts";
import type { ToolCall } from "../../../shared/agent/loop/tools.ts";
import type { ToolResult } from "../../../shared/agent/loop/transcript.ts";
import type { EngineProcess, EngineSession } from "../../runtime/engine.ts";
import { handsLimits } from "./limits.ts";

export interface CommandPorts {
  /** Undefined where no engine runs. */
  engine(): Pick<EngineSession, "run"> | undefined;
  after(delayMs: number, task: () => void): () => void;
}

type Arguments = Extract<ToolCall, { tool: "run" }>["arguments"];

export async function runCommand(ports: CommandPorts, given: Arguments, signal: AbortSignal): Promise<ToolResult> {
  const engine = ports.engine();
  if (!engine) return { ok: false, code: "unavailable", text: "No engine runs here, so no command can." };
  const seconds = given.seconds ?? loopLimits.commandSeconds;
  const ended = Promise.withResolvers<"timeout" | "stopped">();
  const stopTimer = ports.after(seconds * 1_000, () => ended.resolve("timeout"));
  const stop = () => ended.resolve("stopped");
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const output = new BoundedOutput();
  let process: EngineProcess | undefined;
  try {
    const started = engine.run("jsh", ["-c", given.command]);
    // One that starts after it was given up is ended then.
    started.then((late) => signal.aborted && late.kill()).catch(() => undefined);
    const first = await Promise.race([started, ended.promise]);
    if (typeof first === "string") return outcome(first, seconds, output);
    process = first;
    const drained = drain(process.output, output);
    const exit = await Promise.race([process.exit, ended.promise]);
    if (typeof exit === "string") {
      process.kill();
      return outcome(exit, seconds, output);
    }
    await Promise.race([drained, pause(ports, handsLimits.outputDrainMs)]);
    return { ok: true, text: `Exit code ${exit}.\n${output.text()}`, changes: [] };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, code: "unavailable", text: `The command could not be started: ${detail}`.slice(0, 1_000) };
  } finally {
    stopTimer();
    signal.removeEventListener("abort", stop);
  }
}

function outcome(why: "timeout" | "stopped", seconds: number, output: BoundedOutput): ToolResult {
  if (why === "stopped") return { ok: false, code: "interrupted", text: "The command was stopped." };
  return { ok: false, code: "timeout", text: `It was ended after ${seconds} s. Its output so far:\n${output.text()}` };
}

async function drain(stream: ReadableStream<string>, output: BoundedOutput): Promise<void> {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) output.add(read.value);
  } catch {
    // The program was ended: what it wrote before is all there is.
  }
}

function pause({ after }: CommandPorts, delayMs: number): Promise<void> {
  return new Promise((resolve) => void after(delayMs, resolve));
}

/** The beginning and the end of what a program writes, without the control sequences of terminals. */
class BoundedOutput {
  #head = "";
  #tail = "";
  #left = 0;

  add(piece: string): void {
    const room = handsLimits.maxOutputHeadChars - this.#head.length;
    this.#head += piece.slice(0, room);
    const rest = this.#tail + piece.slice(Math.max(0, room));
    this.#tail = rest.slice(-handsLimits.maxOutputTailChars);
    this.#left += rest.length - this.#tail.length;
  }

  text(): string {
    const left = this.#left > 0 ? `\n… ${this.#left} characters are left out …\n` : "";
    return plainText(this.#head + left + this.#tail).trim();
  }
}

// Two kinds of sequences, which any control character but an end of line may begin, and what is left of such characters.
const sequences =
  /(?![\n\t\r])\p{Cc}\[[0-?]*[ -/]*[@-~]|(?![\n\t\r])\p{Cc}\][^\p{Cc}]*(?:\p{Cc}\\?)?|(?![\n\t])\p{Cc}/gu;

function plainText(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(sequences, "");
}
