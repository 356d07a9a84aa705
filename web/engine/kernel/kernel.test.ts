import { beforeEach, describe, expect, it } from "vitest";
import { bytes, drain, KernelHarness, type PlayedProgram, text } from "../../../test/support/kernel-harness.ts";
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
      { pid: 4, code: null, signal: "SIGTERM", outputLengths: [null, 4], error: "ENOBUFS", bytes: "1234" },
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

describe("worker threads", () => {
  const startThread = (from: PlayedProgram, port = 0) => {
    const id = Number(from.call("threadNew", []));
    from.post({
      type: "thread-start",
      id,
      env: {},
      thread: {
        id,
        name: "t",
        port,
        execArgv: [],
        optionWords: [],
        resourceLimits: [],
        sharedEnvironment: null,
        isInternal: false,
        closesFiles: true,
        epochMs: 0,
        stats: new SharedArrayBuffer(24),
      },
    });
    return { id, thread: harness.last() };
  };
  const message = (word: string, ports: number[] = []) => ({
    bytes: new Uint8Array(bytes(word)),
    ports,
    attachments: [],
    attachmentIds: [],
  });

  it("share the process's descriptors and hear what is theirs", () => {
    const { program } = harness.run();
    program.call("open", ["/etc/hosts", 0, 0]);
    const { thread } = startThread(program);
    const read = text(thread.call("read", [3, 9, -1]));
    thread.call("listen", [3000, ""]);
    program.call("connect", [3000, ""]);
    expect([read, thread.start?.thread?.id, thread.received, program.received]).toEqual([
      "127.0.0.1",
      1,
      [{ type: "connection", listener: 4, fd: 5, remotePort: 32768 }],
      [],
    ]);
  });

  it("end alone: what they opened closes, their own threads go, who started them hears the code", () => {
    const { program, process } = harness.run();
    const { thread } = startThread(program);
    const inner = startThread(thread).thread;
    thread.call("listen", [3000, ""]);
    inner.call("open", ["/etc/hosts", 0, 0]);
    thread.post({ type: "exit", code: 300 });
    expect([program.received, inner.terminated, [...process.descriptors.keys()], process.exit, harness.ports]).toEqual([
      [{ type: "thread-exit", id: 1, code: 300 }],
      true,
      [0, 1, 2],
      null,
      [
        { port: 3000, type: "open" },
        { port: 3000, type: "close" },
      ],
    ]);
  });

  it("are stopped by their parent only, and end with the process", () => {
    const { program } = harness.run();
    const first = startThread(program);
    const second = startThread(program);
    second.thread.post({ type: "thread-stop", id: first.id });
    const untouched = first.thread.terminated;
    program.post({ type: "thread-stop", id: first.id });
    const stopped = [first.thread.terminated, second.thread.terminated];
    program.post({ type: "exit", code: 0 });
    expect([untouched, stopped, second.thread.terminated]).toEqual([false, [true, false], true]);
  });

  it("are limited in number", () => {
    const { program } = harness.run();
    for (let count = 1; count < limits.threads; count++) startThread(program);
    expect(program.call("threadNew", [])).toEqual({ error: "EAGAIN" });
  });

  it("a message waits for the thread that gets the port, and a sleeping thread can ask for it", () => {
    const { program } = harness.run();
    program.post({ type: "port-pair", first: 10, second: 11, away: true });
    program.post({ type: "port-send", port: 10, message: message("early") });
    const { thread } = startThread(program, 11);
    program.post({ type: "port-send", port: 10, message: message("late") });
    const taken = thread.call("portTake", [11, 1]);
    thread.post({ type: "port-ack", port: 11, seq: 2 });
    expect([thread.received, taken, thread.call("portTake", [11, 0])]).toEqual([
      [
        { type: "port-message", port: 11, seq: 1, message: message("early") },
        { type: "port-message", port: 11, seq: 2, message: message("late") },
      ],
      { seq: 2, ports: [], attachmentIds: [], bytes: "late" },
      new Uint8Array(0),
    ]);
  });

  it("a port that moves takes along what was not read", () => {
    const { program } = harness.run();
    program.post({ type: "port-pair", first: 10, second: 11, away: true });
    const { thread } = startThread(program, 11);
    program.post({ type: "port-pair", first: 20, second: 21, away: false });
    program.post({ type: "port-send", port: 20, message: message("unread") });
    program.post({ type: "port-send", port: 10, message: message("take this", [21]) });
    program.post({ type: "port-close", port: 20 });
    expect(thread.received).toEqual([
      { type: "port-message", port: 11, seq: 1, message: message("take this", [21]) },
      { type: "port-message", port: 21, seq: 1, message: message("unread") },
      { type: "port-message", port: 21, seq: 2, message: null },
    ]);
  });

  it("cannot send on, give away or close the port of another thread", () => {
    const { program } = harness.run();
    const { thread } = startThread(program);
    program.post({ type: "port-pair", first: 10, second: 11, away: false });
    thread.post({ type: "port-send", port: 10, message: message("forged") });
    thread.post({ type: "port-close", port: 11 });
    thread.post({ type: "port-pair", first: 11, second: 30, away: false });
    expect([program.received, thread.received]).toEqual([[], []]);
  });

  it("messages that nobody takes end the process at the cap", () => {
    const { program, process } = harness.run();
    program.post({ type: "port-pair", first: 10, second: 11, away: false });
    const large = { ...message(""), bytes: new Uint8Array(limits.callDataBytes) };
    for (let sent = 0; sent <= limits.messageBytes; sent += large.bytes.length) {
      program.post({ type: "port-send", port: 10, message: large });
    }
    expect(process.exit).toEqual({ code: null, signal: "SIGKILL" });
  });

  it("ports of one name hear each other", () => {
    const { program } = harness.run();
    const { thread } = startThread(program);
    program.post({ type: "port-join", port: 10, name: "news" });
    thread.post({ type: "port-join", port: 20, name: "news" });
    thread.post({ type: "port-join", port: 21, name: "other" });
    program.post({ type: "port-send", port: 10, message: message("hi") });
    expect([program.received, thread.received]).toEqual([
      [],
      [{ type: "port-message", port: 20, seq: 1, message: message("hi") }],
    ]);
  });

  it("share an environment when asked to", () => {
    const { program } = harness.run();
    const { thread } = startThread(program);
    const id = Number(program.call("environmentNew", [["A", "1", "B", "2"]]));
    thread.call("environmentSet", [id, "A", "3"]);
    thread.call("environmentSet", [id, "B", null]);
    expect([
      program.call("environmentGet", [id, "A"]),
      program.call("environmentGet", [id, "B"]),
      program.call("environmentKeys", [id]),
      program.call("environmentKeys", [7]),
    ]).toEqual(["3", null, ["A"], { error: "EINVAL" }]);
  });

  it("take turns with locks", () => {
    const { program } = harness.run();
    const { thread } = startThread(program);
    const ask = (from: PlayedProgram, request: number, how = "wait", mode = "exclusive") =>
      from.post({ type: "lock-request", request, name: "l", clientId: "c", mode, how } as never);
    ask(program, 1);
    ask(thread, 1);
    ask(thread, 2, "if-available");
    const state = program.call("locks", []);
    program.post({ type: "lock-release", request: 1 });
    ask(program, 2, "steal");
    expect([state, program.received, thread.received]).toEqual([
      {
        held: [{ name: "l", mode: "exclusive", clientId: "c" }],
        pending: [],
      },
      [
        { type: "lock", request: 1, state: "granted" },
        { type: "lock", request: 2, state: "granted" },
      ],
      [
        { type: "lock", request: 1, state: "waiting" },
        { type: "lock", request: 2, state: "unavailable" },
        { type: "lock", request: 1, state: "granted" },
        { type: "lock", request: 1, state: "stolen" },
      ],
    ]);
  });
});

describe("the loopback network", () => {
  it("connects two programs both ways", () => {
    const server = harness.run();
    const client = harness.run();
    const listening = server.program.call("listen", [3000, "127.0.0.1"]);
    const connected = client.program.call("connect", [3000, "localhost"]);
    client.program.call("write", [3, -1], bytes("ping"));
    const heard = text(server.program.call("read", [4, 10, -1]));
    server.program.call("write", [4, -1], bytes("pong"));
    server.program.call("close", [4]);
    const answer = text(client.program.call("read", [3, 10, -1]));
    expect([
      listening,
      connected,
      server.program.received,
      heard,
      answer,
      client.program.call("read", [3, 10, -1]),
    ]).toEqual([
      { fd: 3, port: 3000 },
      { fd: 3, localPort: 32768 },
      [{ type: "connection", listener: 3, fd: 4, remotePort: 32768 }],
      "ping",
      "pong",
      new Uint8Array(0),
    ]);
  });

  it("refuses taken ports, closed ports and other hosts", () => {
    const { program } = harness.run();
    program.call("listen", [3000, ""]);
    expect([
      program.call("listen", [3000, ""]),
      program.call("connect", [3001, "localhost"]),
      program.call("connect", [80, "example.com"]),
      program.call("listen", [70_000, ""]),
    ]).toEqual([{ error: "EADDRINUSE" }, { error: "ECONNREFUSED" }, { error: "ENETUNREACH" }, { error: "EINVAL" }]);
  });

  it("half a connection can be closed behind what is still to be written", () => {
    const server = harness.run();
    const client = harness.run();
    server.program.call("listen", [3000, ""]);
    client.program.call("connect", [3000, ""]);
    client.program.post({ type: "write-async", fd: 3, request: 1, data: new Uint8Array(limits.pipeBytes + 4) });
    client.program.call("shutdown", [3]);
    const first = server.program.call("read", [4, limits.pipeBytes, -1]);
    const second = server.program.call("read", [4, 100, -1]);
    const end = server.program.call("read", [4, 100, -1]);
    expect([first, second, end].map((data) => data instanceof Uint8Array && data.length)).toEqual([
      limits.pipeBytes,
      4,
      0,
    ]);
  });

  it("also runs over a path in the tree", () => {
    const { program } = harness.run();
    program.call("listenPath", ["/tmp/a.sock"]);
    expect([
      program.call("connectPath", ["/tmp/a.sock"]),
      program.call("listenPath", ["/tmp/a.sock"]),
      program.call("connectPath", ["/etc/hosts"]),
    ]).toEqual([{ fd: 5 }, { error: "EADDRINUSE" }, { error: "ECONNREFUSED" }]);
  });
});
