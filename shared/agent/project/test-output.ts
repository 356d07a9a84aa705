/** What tests said when they were run: nobody's word is taken for it but the runner's. */
import { agentLimits } from "../limits.ts";
import type { TestOutcome } from "./report.ts";

const line = /^( *)(not ok|ok) \d+ - (.*?)(?: # .*)?$/;
const passedOver = / # (?:SKIP|TODO)\b/i;

/** The tests of one file as Node's runner tells them with `--test-reporter=tap`; tests that hold others are these others. */
export function readTap(path: string, output: string): TestOutcome[] {
  const lines = plainOutput(output).split("\n");
  const tests: TestOutcome[] = [];
  let depth = 0;
  for (const [index, each] of lines.entries()) {
    const [, indent = "", verdict, name = ""] = line.exec(each) ?? [];
    if (verdict === undefined) continue;
    const holdsOthers = indent.length < depth;
    depth = indent.length;
    if (holdsOthers || passedOver.test(each)) continue;
    const isFile = name === path || name.endsWith(`/${path}`);
    // A file in which no test is passes as one that does nothing.
    if (verdict === "ok" && isFile) continue;
    const message = isFile ? commentsOf(lines.slice(0, index)) : errorAt(lines, index + 1);
    tests.push({ path, name: isFile ? path : name, ok: verdict === "ok", ...(verdict === "ok" ? {} : { message }) });
  }
  return tests;
}

/** Of a runner that is not known: its exit code counts for every file, or for those alone that it names at the end. */
export function readRunner(paths: readonly string[], name: string, output: string, exitCode: number): TestOutcome[] {
  const told = tailOf(plainOutput(output));
  const named = paths.filter((path) => told.includes(path));
  const red = exitCode === 0 ? [] : named.length ? named : paths;
  return paths.map((path) =>
    red.includes(path) ? { path, name, ok: false, message: told } : { path, name, ok: true },
  );
}

/** The end of it, without colours. */
export function tailOf(output: string): string {
  return plainOutput(output).trim().slice(-agentLimits.maxTestOutputChars);
}

function errorAt(lines: readonly string[], from: number): string {
  const end = lines.findIndex((each, at) => at >= from && /^ *\.\.\.$/.test(each));
  const told = lines.slice(from, end < 0 ? undefined : end);
  const start = told.findIndex((each) => /^ *error:/.test(each));
  if (start < 0) return "";
  const first = (told[start] ?? "").trim().replace(/^error: */, "");
  if (!/^\|-?$/.test(first)) return first.replace(/^'(.*)'$/, "$1");
  const indent = /^ */.exec(told[start] ?? "")?.[0].length ?? 0;
  const stop = told.findIndex((each, at) => at > start && each.trim() !== "" && leading(each) <= indent);
  return told
    .slice(start + 1, stop < 0 ? undefined : stop)
    .map((each) => each.slice(indent + 2))
    .join("\n")
    .trim()
    .slice(0, agentLimits.maxTestOutputChars);
}

function commentsOf(lines: readonly string[]): string {
  const said = lines.flatMap((each) => (/^# (?!Subtest:)/.test(each) ? each.slice(2) : []));
  return said.join("\n").slice(0, agentLimits.maxTestOutputChars);
}

function leading(text: string): number {
  return text.length - text.trimStart().length;
}

function plainOutput(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours and cursor moves of a terminal begin with one.
  return output.replace(/\u001b\[[\d;?]*[A-Za-z]/g, "").replaceAll("\r", "");
}
