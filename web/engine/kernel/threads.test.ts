import { beforeEach, describe, expect, it } from "vitest";
import { bytes, KernelHarness, type PlayedProgram, text } from "../../../test/support/kernel-harness.ts";
import { limits } from "./limits.ts";

let harness: KernelHarness;

beforeEach(() => {
  harness = new KernelHarness();
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
