/** `npm run bench -- firefox`: conformance groups 1 to 8 in Debian's Firefox, over WebDriver BiDi. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchFirefox } from "../support/firefox.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Figures {
  browser: unknown;
  passed: number;
  failed: number;
  /** By group: passed of all. */
  groups: Record<string, string>;
  /** Titles of what fails, with the first line of the reason. */
  failures: Record<string, string>;
}
interface VitestReport {
  testResults: { name: string; assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[];
}

export async function bench(): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), "glasshouse-firefox-report-"));
  try {
    const browser = await userAgent();
    const file = join(folder, "report.json");
    await runGroups(file);
    return { browser, ...summary(JSON.parse(await readFile(file, "utf8"))) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function userAgent(): Promise<unknown> {
  const firefox = await launchFirefox();
  const page = await firefox.newPage();
  const agent = await page.evaluate(() => navigator.userAgent);
  await firefox.close();
  return agent;
}

function runGroups(file: string): Promise<void> {
  const groups = Array.from({ length: 8 }, (_, index) => `test/conformance/0${index + 1}-`);
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const options = ["run", "--project", "e2e", "--reporter", "json", "--outputFile", file, "--testTimeout", "15000"];
  const child = spawn(process.execPath, [vitest, ...options, ...groups], {
    cwd: root,
    stdio: "ignore",
    env: { ...process.env, GLASSHOUSE_BROWSER: "firefox" },
  });
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

function summary({ testResults }: VitestReport): Omit<Figures, "browser"> {
  const groups: Record<string, string> = {};
  const failures: Record<string, string> = {};
  let passed = 0;
  let failed = 0;
  for (const { name, assertionResults } of testResults) {
    const run = assertionResults.filter(({ status }) => status === "passed" || status === "failed");
    const good = run.filter(({ status }) => status === "passed");
    passed += good.length;
    failed += run.length - good.length;
    groups[/\d\d-[\w-]+/.exec(name)?.[0] ?? name] = `${good.length} of ${run.length}`;
    for (const { status, fullName, failureMessages } of run)
      if (status === "failed") failures[fullName] = failureMessages[0]?.split("\n")[0] ?? "";
  }
  return { passed, failed, groups, failures };
}
