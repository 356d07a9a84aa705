import { beforeEach, describe, expect, it } from "vitest";
import { bytes, drain, KernelHarness, type PlayedProgram, text } from "../../../test/support/kernel-harness.ts";
import { readAt } from "./file-contents.ts";
import { limits } from "./limits.ts";
import { signalNumbers } from "./signals.ts";
import { Terminal } from "./terminal.ts";

const { SIGCHLD, SIGCONT, SIGINT, SIGKILL, SIGSTOP, SIGTERM, SIGTSTP } = signalNumbers;

let harness: KernelHarness;

beforeEach(() => {
  harness = new KernelHarness();
});

const kill = (pid: number, signal: number) => harness.kernel.processes.kill(pid, signal);
const inherit = [0, 1, 2].map((fd) => ({ type: "inherit", fd }));
const spawnRequest = (stdio: unknown[] = []) =>
  ({ file: "node", args: ["node", "child.js"], cwd: "/home/project", env: {}, stdio }) as never;
function fileText(path: string): string {
  const node = harness.kernel.tree.node(path);
  if (node.type !== "file") throw new Error(`${path} is no file`);
  return text(readAt(node, 0, node.size));
}
const stateOf = (pid: number) => fileText(`/proc/${pid}/stat`).split(" ").slice(0, 4).join(" ");

/** A shell at a terminal with one program in front. */
function session() {
  const terminal: Terminal = new Terminal({ columns: 80, rows: 24 }, (signal) =>
    harness.kernel.processes.signalTerminal(terminal, signal),
  );
  const shell = harness.run(["node"], terminal);
  for (const number of [SIGINT, SIGTSTP]) shell.program.post({ type: "signal-watch", number, on: true });
  shell.program.call("spawn", [spawnRequest(inherit)]);
  return { terminal, shell: shell.program, inFront: harness.last(), pid: shell.process.pid + 1 };
}
const prompt = (shell: PlayedProgram) => {
  shell.call("ttyRaw", [0, true]);
  shell.call("ttyRaw", [0, false]);
};

describe("a stopped program", () => {
  it("gets no answer until it goes on", () => {
    const { program, process, output } = harness.run();
    kill(process.pid, SIGSTOP);
    const stopped = program.call("write", [1, -1], bytes("late"));
    const seen = drain(output);
    kill(process.pid, SIGCONT);
    expect([stopped, seen, program.answer(), drain(output)]).toEqual([undefined, "", 4, "late"]);
  });

  it("takes nothing from what it was reading, neither by a call nor flowing", () => {
    const { program, process, input } = harness.run();
    program.call("read", [0, 100, -1]);
    kill(process.pid, SIGSTOP);
    input.outgoing.push(bytes("for later"));
    const stopped = program.answer();
    kill(process.pid, SIGCONT);
    const flowing = harness.run();
    flowing.program.post({ type: "read-start", fd: 0 });
    kill(flowing.process.pid, SIGSTOP);
    flowing.input.outgoing.push(bytes("flow"));
    const before = [...flowing.program.received];
    kill(flowing.process.pid, SIGCONT);
    expect([stopped, text(program.answer()), before, flowing.program.received]).toEqual([
      undefined,
      "for later",
      [],
      [{ type: "data", fd: 0, data: bytes("flow") }],
    ]);
  });

  it("hears of what happened meanwhile in order when it goes on", () => {
    const { program, process } = harness.run();
    program.post({ type: "signal-watch", number: SIGTERM, on: true });
    program.call("spawn", [spawnRequest()]);
    const child = harness.last();
    kill(process.pid, SIGSTOP);
    child.post({ type: "exit", code: 3 });
    kill(process.pid, SIGTERM);
    const before = [...program.received];
    kill(process.pid, SIGCONT);
    expect([before, program.received]).toEqual([
      [],
      [
        { type: "child-exit", pid: process.pid + 1, code: 3, signal: null },
        { type: "signal", signal: "SIGTERM", number: SIGTERM },
      ],
    ]);
  });

  it("is ended by SIGKILL at once, by SIGTERM when it goes on, and by killTree", () => {
    const [one, other, third] = [harness.run(), harness.run(), harness.run()];
    for (const { process } of [one, other, third]) kill(process.pid, SIGSTOP);
    kill(one.process.pid, SIGKILL);
    kill(other.process.pid, SIGTERM);
    const waiting = other.process.exit;
    kill(other.process.pid, SIGCONT);
    harness.kernel.processes.killTree(third.process);
    expect([one.process.exit, waiting, other.process.exit, third.process.exit]).toEqual([
      { code: null, signal: "SIGKILL" },
      null,
      { code: null, signal: "SIGTERM" },
      { code: null, signal: "SIGTERM" },
    ]);
  });

  it("cannot refuse SIGSTOP, and SIGTSTP only with a handler", () => {
    const { program, process } = harness.run();
    for (const number of [SIGSTOP, SIGTSTP]) program.post({ type: "signal-watch", number, on: true });
    kill(process.pid, SIGTSTP);
    const heeded = stateOf(process.pid);
    kill(process.pid, SIGSTOP);
    expect([heeded, stateOf(process.pid)]).toEqual(["2 (node) S 1", "2 (node) T 1"]);
  });

  it("that goes on sending is ended when more is kept of it than the limit", () => {
    const { program, process } = harness.run();
    kill(process.pid, SIGSTOP);
    for (let count = 0; count <= limits.heldMessages; count++) program.post({ type: "read-stop", fd: 0 });
    expect(process.exit).toEqual({ code: null, signal: "SIGKILL" });
  });
});

describe("job control", () => {
  it("Ctrl-Z stops what is in front; the shell hears SIGCHLD and reads the state in /proc", () => {
    const { terminal, shell, pid } = session();
    shell.post({ type: "signal-watch", number: SIGCHLD, on: true });
    terminal.type(bytes("\x1a"));
    expect([shell.received.slice(-2), stateOf(pid), stateOf(pid - 1)]).toEqual([
      expect.arrayContaining([{ type: "signal", signal: "SIGCHLD", number: SIGCHLD }]),
      `${pid} (node) T ${pid - 1}`,
      `${pid - 1} (node) S 1`,
    ]);
  });

  it("keys typed while it is stopped are the shell's", () => {
    const { terminal, shell, inFront } = session();
    inFront.call("read", [0, 100, -1]);
    terminal.type(bytes("\x1a"));
    terminal.type(bytes("fg\r"));
    expect([inFront.answer(), text(shell.call("read", [0, 100, -1]))]).toEqual([undefined, "fg\n"]);
  });

  it("after the shell's next prompt Ctrl-C no longer reaches what goes on in the background", () => {
    const { terminal, shell, pid } = session();
    const { processes } = harness.kernel;
    terminal.type(bytes("\x1a"));
    kill(pid, SIGCONT);
    prompt(shell);
    terminal.type(bytes("\x03"));
    const inBackground = processes.get(pid)?.exit;
    kill(pid, SIGCONT);
    terminal.type(bytes("\x03"));
    expect([inBackground, processes.get(pid)]).toEqual([null, undefined]);
  });

  it("the end of the shell ends its stopped programs", () => {
    const { terminal, shell, pid } = session();
    terminal.type(bytes("\x1a"));
    shell.post({ type: "exit", code: 0 });
    expect(harness.kernel.processes.get(pid)).toBeUndefined();
  });
});

it("a process has its name, parent and arguments in /proc as long as it lives", () => {
  const { program, process } = harness.run();
  program.call("spawn", [spawnRequest()]);
  const path = `/proc/${process.pid + 1}`;
  const cmdline = fileText(`${path}/cmdline`);
  harness.last().post({ type: "exit", code: 0 });
  expect([cmdline, harness.kernel.tree.peek(path, "/")]).toEqual(["node\0child.js\0", undefined]);
});
