/** What the options of a command line ask for before a program starts; most programs are started without them. */
import type { CommandLine } from "./arguments.ts";
import type { EngineRuntime } from "./bootstrap.ts";
import { readEnvFiles } from "./env-files.ts";
import { writeText } from "./fatal.ts";
import { optionConflict } from "./option-conflicts.ts";
import { planScript } from "./run-script.ts";
import type { Binding } from "./runtime.ts";
import { CallFailure } from "./uv-errors.ts";

const failed = 1;
const folderBits = 0o040000;
const typeBits = 0o170000;

export function createRareOptions(runtime: EngineRuntime): Binding {
  const { system } = runtime;
  const attempt = <T>(call: () => T): T | undefined => {
    try {
      return call();
    } catch (error) {
      if (error instanceof CallFailure) return undefined;
      throw error;
    }
  };
  const read = (path: string): string | undefined =>
    attempt(() => new runtime.host.TextDecoder().decode(system.call("readFile", [path])));
  const isFolder = (path: string): boolean =>
    attempt(() => (system.call("stat", [path]).mode & typeBits) === folderBits) === true;

  return {
    conflict: (line: CommandLine) => optionConflict(line.options),
    /** Completes `env`; a sentence when a file is not there. */
    readEnvFiles(words: string[], env: Record<string, string>): string | undefined {
      const { parseEnv } = runtime.internalBinding("util") as { parseEnv(text: string): Record<string, string> };
      const files = readEnvFiles(words, read, parseEnv);
      for (const path of files.missing) writeText(runtime, 2, `${path} not found. Continuing without it.\n`);
      for (const [name, value] of Object.entries(files.env)) env[name] ??= value;
      return files.error;
    },
    /** Runs a script of package.json in this process's place. */
    runScript(name: string, args: string[], env: Record<string, string>): void {
      const plan = planScript(name, args, system.call("cwd", []), env["PATH"] ?? "", { read, isFolder });
      if (typeof plan === "string") {
        writeText(runtime, 2, plan);
        runtime.exit(failed);
        return;
      }
      const inherit = [0, 1, 2].map((fd) => ({ type: "inherit" as const, fd }));
      const request = {
        file: "/bin/sh",
        args: ["/bin/sh", "-c", plan.command],
        cwd: plan.cwd,
        env: { ...env, ...plan.env },
        stdio: inherit,
        inputLength: 0,
        timeoutMs: 0,
        maxBuffer: 0,
        killSignal: "SIGTERM",
      };
      const answer: unknown = system.call("spawnSync", [request], new Uint8Array(0));
      // Of the answer's kind `both` (see protocol.ts) only the JSON is there: nothing was piped.
      const bytes = answer as Uint8Array;
      const { code } = JSON.parse(new runtime.host.TextDecoder().decode(bytes.subarray(4))) as { code: number | null };
      runtime.exit((code ?? 0) > 0 ? failed : 0);
    },
  };
}
