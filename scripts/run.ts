/** Child processes of the scripts: shared output, one sentence on failure. */
import { type SpawnOptions, spawn } from "node:child_process";
import { dirname } from "node:path";
import { root } from "./paths.ts";

/** The exit code of a command that shares this process's output; a signal counts as 1. Node 24 comes first in its PATH. */
export function run(command: string, args: string[], options: SpawnOptions = {}): Promise<number> {
  const env = { ...(options.env ?? process.env) };
  env["PATH"] = `${dirname(process.execPath)}:${env["PATH"] ?? ""}`;
  const child = spawn(command, args, { stdio: "inherit", cwd: root, ...options, env });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** Runs a step and throws a sentence when it fails. */
export async function step(name: string, command: string, args: string[], options: SpawnOptions = {}): Promise<void> {
  const code = await run(command, args, options);
  if (code !== 0) throw new Error(`${name} failed with exit code ${code}: the lines above say why.`);
}

/** Runs the main function of a script; an error becomes one sentence and exit code 1. */
export async function main(action: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await action()) ?? 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
