/** `npm run bench -- firefox`: conformance groups 1 to 8 in Debian's Firefox, over WebDriver BiDi, one group after the other. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchFirefox } from "../support/firefox.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const groupNumbers = [1, 2, 3, 4, 5, 6, 7, 8];
const testTimeoutMs = 15_000;
const hookTimeoutMs = 40_000;
/** Eight of these stay under twelve minutes. */
const groupTimeoutMs = 85_000;

interface Figures {
  browser: unknown;
  passed: number;
  failed: number;
  /** By number. */
  groups: Record<number, Group>;
}
interface Group {
  passed: number;
  failed: number;
  /** Titles of what fails, with the first lines of the reason. */
  failures: Record<string, string>;
  /** Why there is no more: the group was ended. */
  ended?: string;
}
interface VitestReport {
  testResults: { assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[];
}

export async function bench(): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), "glasshouse-firefox-report-"));
  try {
    const browser = await userAgent();
    const groups: Record<number, Group> = {};
    for (const number of groupNumbers) {
      const group = await runGroup(number, join(folder, `${number}.json`));
      process.stderr.write(`group ${number}: ${group.passed} pass, ${group.failed} fail ${group.ended ?? ""}\n`);
      groups[number] = group;
    }
    const sum = (key: "passed" | "failed") => Object.values(groups).reduce((total, group) => total + group[key], 0);
    return { browser, passed: sum("passed"), failed: sum("failed"), groups };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function userAgent(): Promise<unknown> {
  const firefox = await launchFirefox();
  try {
    const page = await firefox.newPage();
    return await page.evaluate(() => navigator.userAgent);
  } finally {
    await firefox.close();
  }
}

async function runGroup(number: number, file: string): Promise<Group> {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const reporter = ["--reporter", "json", "--outputFile", file];
  const bounds = ["--testTimeout", `${testTimeoutMs}`, "--hookTimeout", `${hookTimeoutMs}`];
  const filter = `test/conformance/0${number}-`;
  // A process group of its own: the test runner, its workers and their browsers end together.
  const child = spawn(process.execPath, [vitest, "run", "--project", "e2e", ...reporter, ...bounds, filter], {
    cwd: root,
    stdio: "ignore",
    detached: true,
    env: { ...process.env, GLASSHOUSE_BROWSER: "firefox" },
  });
  const inTime = await ends(child);
  const group = existsSync(file) ? readReport(JSON.parse(await readFile(file, "utf8"))) : noReport();
  if (!inTime) group.ended = `ended after ${groupTimeoutMs / 1000} s`;
  else if (group.passed + group.failed === 0) group.ended = "the test runner gave no report";
  return group;
}

/** False when it had to be ended; nothing that it started outlives it. */
async function ends(child: ChildProcess): Promise<boolean> {
  const endAll = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // The whole group has ended by itself.
    }
  };
  process.once("exit", endAll);
  let inTime = true;
  const timer = setTimeout(() => {
    inTime = false;
    endAll();
  }, groupTimeoutMs);
  await new Promise((resolve) => child.once("exit", resolve));
  clearTimeout(timer);
  endAll();
  process.off("exit", endAll);
  return inTime;
}

function noReport(): Group {
  return { passed: 0, failed: 0, failures: {} };
}

function readReport({ testResults }: VitestReport): Group {
  const run = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "passed" || status === "failed");
  const failed = run.filter(({ status }) => status === "failed");
  return {
    passed: run.length - failed.length,
    failed: failed.length,
    failures: Object.fromEntries(
      failed.map(({ fullName, failureMessages }) => [fullName, (failureMessages[0] ?? "").split("\n    at ")[0] ?? ""]),
    ),
  };
}
