import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bytes, KernelHarness } from "../../../test/support/kernel-harness.ts";
import { expose, RemoteFunction } from "./comlink.ts";
import { run } from "./run.ts";

let harness: KernelHarness;
let client: MessagePort;
let output: string;
let ended: boolean;
let takes: boolean;
let waiting: unknown[];
let listener: RemoteFunction;

beforeEach(() => {
  harness = new KernelHarness();
  output = "";
  ended = false;
  takes = true;
  waiting = [];
  const { port1, port2 } = new MessageChannel();
  client = port1;
  listener = new RemoteFunction(port2);
  client.onmessage = ({ data }) => {
    const { value } = data.argumentList[0];
    if (value === null) ended = true;
    else output += new TextDecoder().decode(value);
    if (takes) client.postMessage({ id: data.id });
    else waiting.push(data.id);
  };
});
afterEach(() => client.close());

async function settle(): Promise<void> {
  for (let round = 0; round < 30; round++) await new Promise((resolve) => setImmediate(resolve));
}
/** Starts a command and returns how the client speaks to it. */
function start(request: object): { call(name: string, ...args: unknown[]): void; exit: Promise<unknown> } {
  const process = run(
    { kernel: harness.kernel, workdir: "/home/project", path: "/usr/bin", registry: "http://registry/" },
    { args: [], ...request },
    listener,
  );
  const { target } = process;
  if (typeof target === "function") throw new Error("a process has members");
  const { port1, port2 } = new MessageChannel();
  expose(process, port1);
  const exit = Promise.resolve(target["onExit"]);
  void exit.then(() => port2.close());
  return {
    call: (name, ...args) =>
      port2.postMessage({ id: "1", type: 2, path: [name], argumentList: args.map((value) => ({ type: 0, value })) }),
    exit,
  };
}

describe("a client's process", () => {
  it("gets its environment, folder and arguments", () => {
    harness.kernel.tree.mkdir("/home/project/sub", "/", 0o755, false);
    start({ command: "node", args: ["a.js"], cwd: "sub", env: { MINE: 1 } });
    const program = harness.last();
    expect(program.call("cwd", [])).toBe("/home/project/sub");
    expect(program.start).toMatchObject({
      args: ["node", "a.js"],
      execPath: "/usr/bin/node",
      env: {
        PATH: "/usr/bin",
        HOME: "/home",
        PWD: "/home/project/sub",
        MINE: "1",
        npm_config_registry: "http://registry/",
      },
      stdio: ["pipe", "pipe", "pipe"],
    });
  });

  it("with a size has a terminal, which types, resizes and interrupts", async () => {
    const process = start({ command: "node", terminal: { cols: 90, rows: 30 } });
    const program = harness.last();
    const size = program.call("ttySize", [1]);
    process.call("resize", { cols: 100, rows: 40 });
    process.call("write", "\x03");
    await settle();
    expect([program.start?.stdio, size, program.received, await process.exit]).toEqual([
      ["tty", "tty", "tty"],
      { columns: 90, rows: 30 },
      [{ type: "resize", columns: 100, rows: 40 }],
      130,
    ]);
  });

  it("is read to its last byte, also when it ended while the client was slow", async () => {
    takes = false;
    const process = start({ command: "node" });
    const program = harness.last();
    for (let request = 0; request < 10; request++)
      program.post({ type: "write-async", fd: 1, request, data: new Uint8Array(60_000).fill(97) });
    program.post({ type: "write-async", fd: 1, request: 10, data: bytes("the end") });
    program.post({ type: "exit", code: 2 });
    await settle();
    const early = [output.length < 600_000, ended];
    takes = true;
    for (const id of waiting) client.postMessage({ id });
    expect([early, await process.exit, output.length, output.slice(-7), ended]).toEqual([
      [true, false],
      2,
      600_007,
      "the end",
      true,
    ]);
  });

  it("that is killed is 143, and its input goes nowhere", async () => {
    const process = start({ command: "node" });
    process.call("kill");
    process.call("write", "late");
    expect([await process.exit, harness.last().terminated]).toEqual([143, true]);
  });

  it.each([
    [{ command: "nope" }, 127, "jsh: command not found: nope\n"],
    [{ command: "./nope" }, 127, "jsh: no such file or directory: ./nope\n"],
    [{ command: "/etc/hosts" }, 126, "jsh: permission denied: /etc/hosts\n"],
    [{ command: "node", cwd: "nope" }, 1, "jsh: cannot start in /home/project/nope: no such directory\n"],
  ])("%j ends with %i and says why", async (request, code, text) => {
    expect([await start(request).exit, output]).toEqual([code, text]);
  });

  it("a request that is none is refused", () => {
    for (const request of [null, { command: 5 }, { command: "node", terminal: { cols: 0, rows: 1 } }]) {
      expect(() =>
        run({ kernel: harness.kernel, workdir: "/home/project", path: "", registry: "" }, request, listener),
      ).toThrow();
    }
  });
});
