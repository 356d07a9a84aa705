import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { readProcess, withDescendants } from "../lib/process-list.ts";
import { resumeJob, runStoppable, stoppedStatus, waitInForeground } from "./job-control.ts";
import { describeJob } from "./jobs.ts";
import { createShell } from "./run.ts";

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

function shellWith(script: string) {
  const state = createShell({ cwd: "/", env: {}, interactive: true, scriptName: "jsh", positional: [] });
  const child = spawn("/bin/sh", ["-c", script], { stdio: "ignore" });
  started.push(child);
  state.shared.children.add(child);
  const status = new Promise<number>((done) => child.on("exit", (code) => done(code ?? 128)));
  return { state, child, status };
}

test("a command that is stopped becomes a job, goes on and ends with its own status", async () => {
  const { state, child, status } = shellWith("sleep 0.2; exit 7");
  setTimeout(() => child.kill("SIGSTOP"), 20);
  const outcome = await runStoppable("sh -c …", () => status, state);
  if (outcome.type !== "stopped") throw new Error("it was not stopped");
  const line = describeJob(outcome.job, state);
  resumeJob(outcome.job);
  const ended = await waitInForeground(outcome.job, state);
  expect([line, ended, state.shared.jobs, stoppedStatus]).toEqual([
    "[1]+  Stopped                 sh -c …",
    7,
    [],
    148,
  ]);
});

test("what a stopped command has started goes on with it", async () => {
  const { state, child, status } = shellWith("sleep 60 & wait");
  const outcome = runStoppable("sh", () => status, state);
  let inner: number | undefined;
  for (; inner === undefined; await new Promise((done) => setTimeout(done, 5))) inner = readChild(child.pid ?? 0);
  process.kill(inner, "SIGSTOP");
  child.kill("SIGSTOP");
  const stopped = await outcome;
  if (stopped.type !== "stopped") throw new Error("it was not stopped");
  resumeJob(stopped.job);
  while (readProcess(inner)?.state === "T") await new Promise((done) => setTimeout(done, 5));
  // Just woken it may still be running.
  expect(["R", "S"]).toContain(readProcess(inner)?.state);
  process.kill(inner, "SIGKILL");
});

function readChild(parent: number): number | undefined {
  return withDescendants([parent])[1];
}
