/** Runs a program in the engine and in the pinned Node: output and exit code must be the same. */
import { spawnSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EngineUnderTest } from "../engine.ts";
import type { GoldenProgram } from "./program.ts";

interface Outcome {
  code: number | null;
  output: string;
}

const workFolder = "/home/project";

/** One test a program. */
export function describeGoldens(engine: EngineUnderTest, name: string, programs: readonly GoldenProgram[]): void {
  describe(`${name}: a program behaves as in the pinned Node`, () => {
    for (const [index, program] of programs.entries()) {
      it(program.title, async () => {
        expect(await runInEngine(engine, program, index)).toEqual(runNatively(program));
      });
    }
  });
}

/** What differs between two machines or two versions of V8: paths, process ids, frames inside Node's library. */
function normalize(text: string, folder: string): string {
  return text
    .replaceAll(`/private${folder}`, workFolder)
    .replaceAll(folder, workFolder)
    .replaceAll(process.execPath, "/usr/bin/node")
    .replace(/\(node:\d+\)/g, "(node:PID)")
    .replace(/^ {4}at .*node:.*\n?/gm, "");
}

function runNatively({ files, args, input }: GoldenProgram): Outcome {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "glasshouse-golden-")));
  try {
    const work = join(folder, "work");
    mkdirSync(work);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text);
    }
    const log = openSync(join(folder, "log"), "w");
    const env = { PATH: dirname(process.execPath), HOME: "/home" };
    const { status } = spawnSync(process.execPath, args, {
      cwd: work,
      input: input ?? "",
      env,
      stdio: ["pipe", log, log],
    });
    closeSync(log);
    return { code: status, output: normalize(readFileSync(join(folder, "log"), "utf8"), work) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Standard input has to end, which the client's process cannot say: a parent program does. */
const parent = `
const { args, input, cwd } = JSON.parse(process.argv[2]);
const { status } = require('node:child_process').spawnSync(process.execPath, args, { cwd, input, stdio: ['pipe', 'inherit', 'inherit'] });
process.exitCode = status;
`;

async function runInEngine(
  engine: EngineUnderTest,
  { files, args, input }: GoldenProgram,
  index: number,
): Promise<Outcome> {
  const folder = `golden-${index}`;
  const mounted: Record<string, string> = { "parent.js": parent };
  for (const [path, text] of Object.entries(files)) mounted[`${folder}/${path}`] = text;
  const request = JSON.stringify({ args, input: input ?? "", cwd: `${workFolder}/${folder}` });
  await engine.page.evaluate((place) => window.container.fs.mkdir(place, { recursive: true }), folder);
  await engine.mount(mounted);
  const run = await engine.run("node", ["parent.js", request]);
  return { code: run.code, output: normalize(run.output, `${workFolder}/${folder}`) };
}
