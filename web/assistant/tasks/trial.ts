/** Runs proposed files before anybody keeps them: in the engine, in a copy of the project that is taken away again. */
import type { EngineProcess, EngineSession } from "../../runtime/engine.ts";

/** Path and text of each file that is written over the copy. */
export type TrialFiles = readonly (readonly [path: string, text: string])[];

export interface TrialRun {
  /** The program's; 137 where it was ended because it took too long. */
  code: number;
  /** The end of what it printed. */
  output: string;
}

const limits = { runMs: 60_000, outputChars: 60_000 } as const;

/** Rejects where the engine cannot start. Resolves soon after `signal` is aborted. */
export async function runTrial(
  engine: Pick<EngineSession, "ready" | "flush" | "run">,
  files: TrialFiles,
  command: readonly string[],
  signal: AbortSignal,
): Promise<TrialRun> {
  await engine.ready;
  await engine.flush();
  const plan = JSON.stringify({ files, command });
  const process = await engine.run("node", ["-e", trialScript, plan], { env: { NO_COLOR: "1", FORCE_COLOR: "0" } });
  const end = () => process.kill();
  const timer = setTimeout(end, limits.runMs);
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  try {
    const [code, output] = await Promise.all([process.exit, endOf(process)]);
    return { code, output };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

async function endOf({ output }: EngineProcess): Promise<string> {
  let text = "";
  for await (const piece of readerOf(output)) text = (text + piece).slice(-limits.outputChars);
  return text.replaceAll("\r\n", "\n");
}

/** Streams are no async iterables in every browser. */
async function* readerOf(stream: ReadableStream<string>): AsyncGenerator<string> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** A CommonJS program for `node -e`; its argument is the plan. Packages are shared with the project, everything else is a copy. */
const trialScript = `
const { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } = require("node:fs");
const { dirname, join, relative } = require("node:path");
const { spawn } = require("node:child_process");
const { files, command } = JSON.parse(process.argv[1]);
const project = process.cwd();
const copy = mkdtempSync(join(require("node:os").tmpdir(), "trial-"));
const isLeft = (path) => /^(?:node_modules|\\.git)(?:$|\\/)/.test(relative(project, path));
cpSync(project, copy, { recursive: true, filter: (path) => !isLeft(path) });
if (existsSync(join(project, "node_modules"))) symlinkSync(join(project, "node_modules"), join(copy, "node_modules"));
for (const [path, text] of files) {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}
const run = spawn(command[0], command.slice(1), { cwd: copy, stdio: ["ignore", "inherit", "inherit"] });
const end = (code) => {
  rmSync(copy, { recursive: true, force: true });
  process.exit(code);
};
run.on("error", (error) => {
  console.error(String(error));
  end(127);
});
run.on("exit", (code) => end(code ?? 1));
process.on("SIGTERM", () => run.kill());
`;
