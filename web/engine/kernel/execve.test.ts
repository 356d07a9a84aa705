import { beforeEach, describe, expect, it } from "vitest";
import { bytes, drain, KernelHarness } from "../../../test/support/kernel-harness.ts";
import { limits } from "./limits.ts";

let harness: KernelHarness;

beforeEach(() => {
  harness = new KernelHarness();
});

describe("execve", () => {
  it("another program becomes the process: its streams, children and number stay, the rest is closed", () => {
    const { program, process, output } = harness.run();
    program.call("listen", [3000, "localhost"]);
    program.post({ type: "signal-watch", number: 15, on: true });
    program.call("execve", ["/usr/bin/node", ["zero", "next.js"], { A: "1" }]);
    const next = harness.last();
    next.call("write", [1, -1], bytes("from the next"));
    program.post({ type: "exit", code: 9 });
    program.crash("too late");
    expect({
      terminated: program.terminated,
      said: drain(output),
      ports: harness.ports.at(-1),
      handled: process.handled.size,
      exit: process.exit,
      start: { pid: next.start?.pid, args: next.start?.args, env: next.start?.env },
    }).toEqual({
      terminated: true,
      said: "from the next",
      ports: { port: 3000, type: "close" },
      handled: 0,
      exit: null,
      start: { pid: process.pid, args: ["zero", "next.js"], env: { A: "1" } },
    });
  });

  it("a program that is not there, or too many arguments, leave the process as it is", () => {
    const { program } = harness.run();
    expect([
      program.call("execve", ["nope", [], {}]),
      program.call("execve", ["/etc/passwd", [], {}]),
      program.call("execve", ["/usr/bin/node", ["x".repeat(limits.argumentBytes - 1), "y"], {}]),
      program.call("cwd", []),
    ]).toEqual([{ error: "ENOENT" }, { error: "EACCES" }, { error: "E2BIG" }, "/home/project"]);
  });
});
