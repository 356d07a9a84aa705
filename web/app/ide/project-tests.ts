/** Tests of a project, run in its engine: what is missing is installed before. */
import * as v from "valibot";
import type { TestOutcome } from "../../../shared/agent/project/report.ts";
import { readRunner, readTap, tailOf } from "../../../shared/agent/project/test-output.ts";
import { projectLimits } from "../../assistant/project/limits.ts";
import type { EngineSession } from "../../runtime/engine.ts";
import { parseJson } from "../../state/settings.ts";

interface Needs {
  engine(): Promise<Pick<EngineSession, "ready" | "run" | "flush" | "listFolder">>;
  packageText(): string | undefined;
  /** Hears each command that is run. */
  tell(command: string): void;
}

const names = v.optional(v.record(v.string(), v.unknown()), {});
const packageSchema = v.object({ scripts: names, dependencies: names, devDependencies: names });

export async function testOutcomes(
  paths: readonly string[],
  needs: Needs,
  signal: AbortSignal,
): Promise<TestOutcome[]> {
  const engine = await needs.engine();
  await engine.ready;
  await engine.flush();
  const parsed = v.safeParse(packageSchema, parseJson(needs.packageText() ?? "{}"));
  const { scripts, dependencies, devDependencies } = parsed.success ? parsed.output : noPackage;
  const run = (command: string, args: readonly string[], timeoutMs: number) => {
    needs.tell([command, ...args].join(" "));
    return outputOf(engine, { command, args, timeoutMs }, signal);
  };
  const missing = await missingPackages(engine, Object.keys({ ...dependencies, ...devDependencies }));
  if (missing.length && !signal.aborted) {
    const { code, output } = await run("npm", ["install"], projectLimits.installTimeoutMs);
    // The list of packages is what is wrong, not each file.
    if (code !== 0) return [{ path: "package.json", name: "npm install", ok: false, message: tailOf(output) }];
  }
  const script = scripts["test"];
  if (typeof script === "string" && !isNodeRunner(script)) {
    if (!paths.length || signal.aborted) return [];
    const { code, output } = await run("npm", ["test"], projectLimits.testTimeoutMs * 2);
    return readRunner(paths, "npm test", output, code);
  }
  const outcomes: TestOutcome[] = [];
  for (const path of paths) {
    if (signal.aborted) break;
    const { code, output } = await run("node", ["--test", "--test-reporter=tap", path], projectLimits.testTimeoutMs);
    const tests = readTap(path, output);
    const isHidden = code !== 0 && tests.every(({ ok }) => ok);
    outcomes.push(...tests, ...(isHidden ? [{ path, name: path, ok: false, message: tailOf(output) }] : []));
  }
  return outcomes;
}

const noPackage: v.InferOutput<typeof packageSchema> = { scripts: {}, dependencies: {}, devDependencies: {} };

/** Node's own runner is asked file by file; npm's stand-in for a script that nobody wrote is none. */
function isNodeRunner(script: string): boolean {
  return /^\s*node\s.*--test\b/.test(script) || /no test specified/.test(script);
}

async function missingPackages(engine: Pick<EngineSession, "listFolder">, packages: readonly string[]) {
  const there = await Promise.all(packages.map((name) => engine.listFolder(`node_modules/${name}`)));
  return packages.filter((_, at) => there[at]?.length === 0);
}

interface Command {
  command: string;
  args: readonly string[];
  timeoutMs: number;
}

async function outputOf(
  engine: Pick<EngineSession, "run">,
  { command, args, timeoutMs }: Command,
  signal: AbortSignal,
) {
  const process = await engine.run(command, args);
  const kill = () => process.kill();
  const timer = setTimeout(kill, timeoutMs);
  signal.addEventListener("abort", kill, { once: true });
  if (signal.aborted) kill();
  const output = collected(process.output);
  const code = await process.exit;
  clearTimeout(timer);
  signal.removeEventListener("abort", kill);
  return { code, output: await Promise.race([output.done, settled(output)]) };
}

interface Collected {
  text: string;
  done: Promise<string>;
}

/** The end of a long output is kept. */
function collected(stream: ReadableStream<string>): Collected {
  const output: Collected = { text: "", done: Promise.resolve("") };
  const keep = (chunk: string) => {
    output.text = (output.text + chunk).slice(-projectLimits.maxOutputChars);
  };
  output.done = stream.pipeTo(new WritableStream({ write: keep })).then(() => output.text);
  return output;
}

function settled(output: Collected): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve(output.text), projectLimits.outputWithinMs));
}
