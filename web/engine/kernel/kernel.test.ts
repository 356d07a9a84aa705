import { beforeEach, describe, expect, it } from "vitest";
import { bytes, drain, KernelHarness, text } from "../../../test/support/kernel-harness.ts";
import { limits } from "./limits.ts";
import { flowWindowBytes, mailboxDataBytes } from "./protocol.ts";
import { Terminal } from "./terminal.ts";

const readWrite = 2;
const create = 0o100;
const append = 0o2000;
const truncate = 0o1000;

let harness: KernelHarness;

beforeEach(() => {
  harness = new KernelHarness();
});

function write(path: string, contents: string): void {
  harness.kernel.tree.writeFile(path, "/home/project", new Uint8Array(bytes(contents)));
}
function spawnRequest(stdio: unknown[], extra: object = {}) {
  return { file: "node", args: ["node", "child.js"], cwd: "/home/project", env: {}, stdio, ...extra } as never;
}

describe("a program's files", () => {
  it("are opened, read, written and closed by number", () => {
    const { program } = harness.run();
    const fd = program.call("open", ["a.txt", readWrite | create, 0o644]);
    const written = program.call("write", [3, -1], bytes("hello"));
    const read = program.call("read", [3, 3, 1]);
    expect([fd, written, text(read), program.call("close", [3]), program.call("close", [3])]).toEqual([
      3,
      5,
      "ell",
      null,
      { error: "EBADF" },
    ]);
  });

  it("append goes to the end, truncate starts anew, the umask takes bits away", () => {
    const { program } = harness.run();
    write("a.txt", "one");
    program.call("open", ["a.txt", 1 | append, 0]);
    program.call("write", [3, 0], bytes(" two"));
    program.call("open", ["b.txt", 1 | create | truncate, 0o666]);
    expect([text(program.call("readFile", ["a.txt"])), program.call("stat", ["b.txt"])]).toEqual([
      "one two",
      expect.objectContaining({ mode: 0o100644, size: 0 }),
    ]);
  });

  it("a long answer comes in parts", () => {
    const { program } = harness.run();
    harness.kernel.tree.writeFile("/big", "/", new Uint8Array(mailboxDataBytes + 5).fill(120));
    const first = program.call("readFile", ["/big"]);
    const more = program.more;
    program.post({ type: "more" });
    expect([first instanceof Uint8Array && first.length, more, text(program.answer()), program.more]).toEqual([
      mailboxDataBytes,
      true,
      "xxxxx",
      false,
    ]);
  });
});

describe("[I16] what a program sends is not trusted", () => {
  it("a call with wrong arguments is answered EINVAL", () => {
    const { program } = harness.run();
    const calls: [string, unknown][] = [
      ["open", ["a"]],
      ["open", [1, 2, 3]],
      ["read", [0, Number.NaN, 0]],
      ["spawn", [{ file: "node" }]],
      ["write", [1, -1]],
      ["__proto__", []],
      ["nothing", []],
    ];
    const answers = calls.map(([name, args]) => {
      program.deliver({ type: "call", name, args });
      return program.answer();
    });
    expect(answers).toEqual(calls.map(() => ({ error: "EINVAL" })));
  });

  it("one that only sends garbage is ended", () => {
    const { program, process } = harness.run();
    for (let count = 0; count < limits.brokenMessages; count++) program.deliver({ type: "garbage", count });
    expect([process.exit, program.terminated]).toEqual([{ code: null, signal: "SIGSYS" }, true]);
  });

  it("descriptors of others are out of reach", () => {
    const one = harness.run();
    const other = harness.run();
    one.program.call("open", ["/etc/hosts", 0, 0]);
    expect(other.program.call("read", [3, 10, -1])).toEqual({ error: "EBADF" });
  });
});

describe("pipes", () => {
  it("a read of an empty pipe waits for the bytes", () => {
    const { program, input } = harness.run();
    const early = program.call("read", [0, 100, -1]);
    input.outgoing.push(bytes("late"));
    expect([early, text(program.answer())]).toEqual([undefined, "late"]);
  });

  it("a full pipe lets the writer wait until somebody reads", () => {
    const { program, output } = harness.run();
    const early = program.call("write", [1, -1], new Uint8Array(limits.pipeBytes + 1).fill(120));
    const waiting = output.incoming.size;
    drain(output);
    expect([early, waiting, program.answer()]).toEqual([undefined, limits.pipeBytes, limits.pipeBytes + 1]);
  });

  it("without a reader a write is EPIPE", () => {
    const { program, output } = harness.run();
    output.incoming.break();
    expect(program.call("write", [1, -1], bytes("x"))).toEqual({ error: "EPIPE" });
  });

  it("flowing reads stop at the window and go on with the acknowledgement", () => {
    const { program, input } = harness.run();
    program.post({ type: "read-start", fd: 0 });
    for (let round = 0; round < 8; round++) input.outgoing.push(new Uint8Array(limits.pipeBytes));
    const arrived = () =>
      program.received.reduce((sum, event) => sum + (event.type === "data" ? (event.data?.length ?? 0) : 0), 0);
    const first = arrived();
    program.post({ type: "read-ack", fd: 0, bytes: limits.pipeBytes });
    expect([first, arrived()]).toEqual([flowWindowBytes, flowWindowBytes + limits.pipeBytes]);
  });

  it("the end arrives after the bytes, and nothing after a stop", () => {
    const { program, input } = harness.run();
    program.post({ type: "read-start", fd: 0 });
    input.outgoing.push(bytes("a"));
    input.outgoing.end();
    expect(program.received).toEqual([
      { type: "data", fd: 0, data: bytes("a") },
      { type: "data", fd: 0, data: null },
    ]);
  });

  it("asynchronous writes are answered, and outlive their program", () => {
    const { program, output } = harness.run();
    program.post({ type: "write-async", fd: 1, request: 1, data: new Uint8Array(limits.pipeBytes).fill(97) });
    program.post({ type: "write-async", fd: 1, request: 2, data: bytes("last words") });
    program.post({ type: "exit", code: 0 });
    const all = drain(output) + drain(output);
    expect([program.received, all.slice(-10), output.incoming.ended]).toEqual([
      [{ type: "written", request: 1 }],
      "last words",
      true,
    ]);
  });
});

describe("children", () => {
  it("talk to their parent through pipes and tell it how they ended", () => {
    const { program } = harness.run();
    const spawned = program.call("spawn", [
      spawnRequest([{ type: "pipe" }, { type: "pipe" }, { type: "inherit", fd: 2 }]),
    ]);
    const child = harness.last();
    child.call("write", [1, -1], bytes("from the child"));
    const heard = program.call("read", [4, 100, -1]);
    child.post({ type: "exit", code: 3 });
    expect([spawned, text(heard), program.received]).toEqual([
      { pid: 3, fds: [3, 4, null] },
      "from the child",
      [{ type: "child-exit", pid: 3, code: 3, signal: null }],
    ]);
  });

  it("an unknown program is ENOENT, and so is an unknown folder", () => {
    const { program } = harness.run();
    expect([
      program.call("spawn", [spawnRequest([], { file: "nope" })]),
      program.call("spawn", [spawnRequest([], { cwd: "/nope" })]),
    ]).toEqual([{ error: "ENOENT" }, { error: "ENOENT" }]);
  });

  it("spawnSync feeds the input and answers with code and output", () => {
    const { program } = harness.run();
    const request = spawnRequest([{ type: "pipe" }, { type: "pipe" }, { type: "pipe" }], {
      inputLength: 2,
      timeoutMs: 0,
      maxBuffer: 1000,
      killSignal: "SIGTERM",
    });
    const early = program.call("spawnSync", [request], bytes("in"));
    const child = harness.last();
    const heard = text(child.call("read", [0, 10, -1]));
    child.call("write", [1, -1], bytes("out"));
    child.call("write", [2, -1], bytes("err"));
    child.post({ type: "exit", code: 1 });
    expect([early, heard, program.answer()]).toEqual([
      undefined,
      "in",
      { pid: 3, code: 1, signal: null, outputLengths: [null, 3, 3], error: null, bytes: "outerr" },
    ]);
  });

  it("spawnSync ends a child that takes too long or says too much", () => {
    const { program } = harness.run();
    const stdio = [{ type: "ignore" }, { type: "pipe" }];
    program.call("spawnSync", [
      spawnRequest(stdio, { inputLength: 0, timeoutMs: 50, maxBuffer: 1000, killSignal: "SIGKILL" }),
    ]);
    harness.runTimers();
    const late = program.answer();
    program.call("spawnSync", [
      spawnRequest(stdio, { inputLength: 0, timeoutMs: 0, maxBuffer: 4, killSignal: "SIGTERM" }),
    ]);
    harness.last().call("write", [1, -1], bytes("123456"));
    expect([late, program.answer()]).toEqual([
      { pid: 3, code: null, signal: "SIGKILL", outputLengths: [null, 0], error: "ETIMEDOUT", bytes: "" },
      { pid: 4, code: null, signal: "SIGTERM", outputLengths: [null, 6], error: "ENOBUFS", bytes: "123456" },
    ]);
  });

  it("there may be only so many", () => {
    for (let count = 0; count < limits.processes; count++) harness.run();
    expect(() => harness.run()).toThrow("resource temporarily unavailable");
  });
});

describe("ending", () => {
  it("closes ports and descriptors and frees the Worker", () => {
    const { program, output } = harness.run();
    program.call("listen", [3000, "localhost"]);
    program.post({ type: "exit", code: 0 });
    expect([harness.ports, program.terminated, output.incoming.ended, harness.kernel.processes.size]).toEqual([
      [
        { port: 3000, type: "open" },
        { port: 3000, type: "close" },
      ],
      true,
      true,
      0,
    ]);
  });

  it("a script that breaks outside of the program says so and is code 1", () => {
    const { program, process, output } = harness.run();
    program.crash("boom");
    expect([drain(output), process.exit]).toEqual(["node: the process ended: boom\n", { code: 1, signal: null }]);
  });

  it("a sleeping call of a killed program is forgotten", () => {
    const { process, program } = harness.run();
    program.call("sleep", [1000]);
    harness.kernel.processes.kill(process.pid, 9);
    expect(harness.timers.size).toBe(0);
  });
});

describe("signals", () => {
  it("end a program that has no handler and reach one that has", () => {
    const one = harness.run();
    const other = harness.run();
    other.program.post({ type: "signal-watch", number: 15, on: true });
    harness.kernel.processes.kill(one.process.pid, 15);
    harness.kernel.processes.kill(other.process.pid, 15);
    expect([one.process.exit, other.process.exit, other.program.received]).toEqual([
      { code: null, signal: "SIGTERM" },
      null,
      [{ type: "signal", signal: "SIGTERM", number: 15 }],
    ]);
  });

  it("a polite kill that is not heeded becomes a hard one after the grace, for the children too", () => {
    const { program, process } = harness.run();
    program.call("spawn", [spawnRequest([])]);
    const child = harness.last();
    for (const one of [program, child]) one.post({ type: "signal-watch", number: 15, on: true });
    harness.kernel.processes.killTree(process);
    const polite = [process.exit, child.terminated];
    harness.runTimers();
    expect([polite, process.exit, child.terminated]).toEqual([[null, false], { code: null, signal: "SIGKILL" }, true]);
  });

  it("to nobody are ESRCH, an unknown number EINVAL, 0 only asks", () => {
    const { program, process } = harness.run();
    expect([
      program.call("kill", [999, 15]),
      program.call("kill", [process.pid, 77]),
      program.call("kill", [process.pid, 0]),
    ]).toEqual([{ error: "ESRCH" }, { error: "EINVAL" }, null]);
  });

  it("priorities fall for an ordinary user and do not rise again; children inherit them", () => {
    const { program, process } = harness.run();
    const answers = [
      program.call("priority", [0, null]),
      program.call("priority", [process.pid, 5]),
      program.call("priority", [0, 4]),
      program.call("priority", [999, null]),
      program.call("priority", [0, 40]),
    ];
    program.call("spawn", [spawnRequest([])]);
    const child = harness.last().call("priority", [0, null]);
    expect([...answers, child]).toEqual([0, 5, { error: "EACCES" }, { error: "ESRCH" }, 19, 19]);
  });

  it("Ctrl-C reaches every program of the terminal but not a detached one", () => {
    const terminal: Terminal = new Terminal({ columns: 80, rows: 24 }, (signal) =>
      harness.kernel.processes.signalTerminal(terminal, signal),
    );
    const { program, process } = harness.run(["node"], terminal);
    program.post({ type: "signal-watch", number: 2, on: true });
    program.call("spawn", [spawnRequest([])]);
    const near = harness.last();
    program.call("spawn", [spawnRequest([], { detached: true })]);
    const far = harness.last();
    terminal.type(bytes("\x03"));
    expect([process.exit, near.terminated, far.terminated]).toEqual([null, true, false]);
  });

  it("the end of a session's first program hangs up the rest of it", () => {
    const { program } = harness.run();
    program.call("spawn", [spawnRequest([])]);
    const child = harness.last();
    program.post({ type: "exit", code: 0 });
    expect(child.terminated).toBe(true);
  });
});

describe("too much", () => {
  it("arguments are counted as Linux counts them: each text, its end, its pointer; E2BIG beyond", () => {
    const { program } = harness.run();
    const spawn = (args: string[], env: Record<string, string> = {}) => {
      const answer = program.call("spawn", [spawnRequest([], { args, env })]);
      harness.kernel.processes.get((answer as { pid: number }).pid)?.finish({ code: 0, signal: null });
      return typeof (answer as { pid?: number }).pid === "number" ? "started" : answer;
    };
    const tooBig = { error: "E2BIG" };
    expect([
      spawn(["x".repeat(131_071)]),
      spawn(["x".repeat(131_072)]),
      spawn(["ü".repeat(65_536)]),
      spawn([], { A: "x".repeat(131_069) }),
      spawn([], { A: "x".repeat(131_070) }),
      spawn(Array<string>(16).fill("x".repeat(131_000))),
      spawn(Array<string>(17).fill("x".repeat(131_000))),
      spawn(Array<string>(200_000).fill("x")),
      spawn(Array<string>(210_000).fill("x")),
    ]).toEqual(["started", tooBig, tooBig, "started", tooBig, "started", tooBig, "started", tooBig]);
  });

  it("without a descriptor left nothing is opened, started or listened to: EMFILE", () => {
    const { program, process } = harness.run();
    while (process.descriptors.size < limits.descriptors) program.call("open", ["/dev/null", 0, 0]);
    const full = { error: "EMFILE" };
    expect([
      program.call("open", ["new", create | 1, 0o644]),
      program.call("stat", ["new"]),
      program.call("pipe", []),
      program.call("listen", [3000, "127.0.0.1"]),
      program.call("listenPath", ["/tmp/s"]),
      program.call("stat", ["/tmp/s"]),
      program.call("datagramBind", ["127.0.0.1", 4000, 0]),
      program.call("spawn", [spawnRequest([{ type: "pipe" }])]),
      harness.kernel.processes.size,
      harness.ports,
    ]).toEqual([full, { error: "ENOENT" }, full, full, full, { error: "ENOENT" }, full, full, 1, []]);
  });
});
