/**
 * Runs files of Node's tests one process each, natively or inside the engine: the same program in both places.
 * `node driver.js PLAN.json` prints one JSON line a file: {file, code, signal, ms, tail}.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Outcome, Plan } from "./plan.ts";

const tailChars = 3_000;
const plan = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Plan;

function words(text: string, name: string): string[] {
  return (new RegExp(`^// ${name}:\\s+(.*)$`, "m").exec(text.slice(0, 4_000))?.[1] ?? "").split(/\s+/).filter(Boolean);
}

function runFile(file: string, slot: number): Promise<Outcome> {
  const path = `${plan.folder}/${file}`;
  const text = readFileSync(path, "utf8");
  const env = Object.fromEntries(words(text, "Env").map((word) => word.split("=", 2)));
  const startedAt = Date.now();
  const child = spawn(process.execPath, [...words(text, "Flags"), path], {
    cwd: plan.cwd,
    env: { ...process.env, TEST_THREAD_ID: String(slot), NODE_SKIP_FLAG_CHECK: "1", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let tail = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (more: string) => {
      tail = (tail + more).slice(-tailChars);
    });
  }
  child.stdin.on("error", () => {});
  child.stdin.end();
  return new Promise((resolve) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, plan.timeoutMs);
    const done = (code: number | null, signal: string | null): void => {
      clearTimeout(timer);
      resolve({ file, code, signal: timedOut ? "timeout" : signal, ms: Date.now() - startedAt, tail });
    };
    child.on("error", (error) => {
      tail += String(error);
      done(null, null);
    });
    child.on("exit", (code, signal) => {
      // A grandchild may hold the pipes: `close` is waited for only a little.
      const late = setTimeout(() => done(code, signal), 500);
      child.on("close", () => {
        clearTimeout(late);
        done(code, signal);
      });
    });
  });
}

const waiting = [...plan.files];

async function work(slot: number): Promise<void> {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift())
    process.stdout.write(`${JSON.stringify(await runFile(file, slot))}\n`);
}

await Promise.all(Array.from({ length: plan.jobs }, (_, slot) => work(plan.firstSlot + slot)));
process.exit(0);
