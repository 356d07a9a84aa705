import { Worker } from "node:worker_threads";
import { beforeEach, describe, expect, it } from "vitest";
import { KernelHarness, text } from "../../../test/support/kernel-harness.ts";
import { limits } from "./limits.ts";
import { mailboxDataBytes, mailboxHeaderBytes, mailboxSlots } from "./protocol.ts";

let harness: KernelHarness;
beforeEach(() => {
  harness = new KernelHarness();
});

/** Two programs: what the first one posts makes the kernel listen to the other. */
function pair() {
  const caller = harness.run();
  const other = harness.run();
  return { caller: caller.program, other: other.program, otherProcess: other.process };
}

describe("calls written into the mailbox", () => {
  it("are answered while the kernel listens, without a message", () => {
    const { caller, other } = pair();
    other.writeCall('["readFile","/etc/hosts"]');
    caller.call("umask", [null]);
    expect([text(other.answer()), other.isListenedTo]).toEqual(["127.0.0.1\tlocalhost\n::1\tlocalhost\n", false]);
  });

  it("carry their bytes behind the arguments", () => {
    const { caller, other } = pair();
    const fd = other.call("open", ["a.txt", 0o102, 0o644]);
    const json = JSON.stringify(["write", fd, -1]);
    other.writeCall(`${json}hello`, { length: json.length, data: 5 });
    caller.call("umask", [null]);
    expect([other.answer(), text(other.call("readFile", ["a.txt"]))]).toEqual([5, "hello"]);
  });

  it("wait for the program's own messages, which come first", () => {
    const { caller, other } = pair();
    other.call("open", ["a.txt", 0o102, 0o644]);
    other.countPost();
    other.writeCall('["close",3]');
    caller.call("umask", [null]);
    const early = other.answer();
    other.deliver({ type: "write-async", fd: 3, request: 1, data: new TextEncoder().encode("first") });
    expect([early, other.answer(), text(other.call("readFile", ["a.txt"]))]).toEqual([undefined, null, "first"]);
  });

  it("of a program that has ended are left alone", () => {
    const { caller, other, otherProcess } = pair();
    harness.kernel.processes.end(otherProcess, { code: 0, signal: null });
    other.writeCall('["umask",null]');
    caller.call("umask", [null]);
    expect(other.answer()).toBeUndefined();
  });

  it("of a program that never stops leave the others their turn", () => {
    const { caller, other } = pair();
    const slots = new Int32Array(other.start?.mailbox ?? new SharedArrayBuffer(0), 0, mailboxHeaderBytes / 4);
    const worker = new Worker(
      `const { workerData: { slots, request, state } } = require("node:worker_threads");
       for (;;) if (Atomics.load(slots, state) === 1) { Atomics.store(slots, state, 0); Atomics.store(slots, request, 1); }`,
      { eval: true, workerData: { slots, request: mailboxSlots.request, state: mailboxSlots.state } },
    );
    other.writeCall('["umask",null]');
    caller.call("umask", [null]);
    expect(caller.answer()).toBe(0o022);
    return worker.terminate();
  });
});

describe("[I16] a mailbox that lies", () => {
  const lies: [string, string, { length?: number; data?: number }][] = [
    ["no JSON", "{", {}],
    ["no list", '{"name":"umask"}', {}],
    ["no name", "[]", {}],
    ["an unknown name", '["__proto__"]', {}],
    ["wrong arguments", '["open",1]', {}],
    ["a length below nothing", '["umask",null]', { length: -1 }],
    ["a length beyond the mailbox", '["umask",null]', { length: mailboxDataBytes + 1 }],
    ["a length that ends within the text", '["umask",null]', { length: 5 }],
    ["bytes beyond the mailbox", '["write",1,-1]', { data: 2 ** 31 - 1 }],
    ["a count of bytes below nothing", '["write",1,-1]', { data: -2 }],
  ];
  it.each(lies)("with %s is answered EINVAL", (_lie, json, fields) => {
    const { caller, other } = pair();
    other.writeCall(json, fields);
    caller.call("umask", [null]);
    expect(other.answer()).toEqual({ error: "EINVAL" });
  });

  it("again and again ends its program", () => {
    const { caller, other, otherProcess } = pair();
    for (let count = 0; count < limits.brokenMessages; count++) {
      other.writeCall("{");
      caller.call("umask", [null]);
    }
    expect(otherProcess.exit).toEqual({ code: null, signal: "SIGSYS" });
  });

  it("about its own messages is the only one who waits", () => {
    const { caller, other } = pair();
    other.countPost();
    other.writeCall('["umask",null]');
    expect([caller.call("umask", [null]), caller.call("umask", [null]), other.answer()]).toEqual([
      0o022,
      0o022,
      undefined,
    ]);
  });

  it("that changes while it is read is a call or EINVAL, and the kernel goes on", async () => {
    const { caller, other } = pair();
    const mailbox = other.start?.mailbox ?? new SharedArrayBuffer(0);
    const worker = new Worker(
      `const { workerData: { mailbox, from, lengthAt } } = require("node:worker_threads");
       const bytes = new Uint8Array(mailbox), slots = new Int32Array(mailbox, 0, 16);
       for (let count = 0; ; count++) { bytes[from + (count % 40)] = count; slots[lengthAt] = count % 2 ? 2 ** 30 : count % 50; }`,
      { eval: true, workerData: { mailbox, from: mailboxHeaderBytes, lengthAt: mailboxSlots.requestLength } },
    );
    await new Promise((resolve) => worker.once("online", resolve));
    for (let count = 0; count < limits.brokenMessages / 2; count++) {
      other.writeCall('["stat","/etc/hosts"]');
      caller.call("umask", [null]);
    }
    await worker.terminate();
    expect([other.call("umask", [null]), caller.call("umask", [null])]).toEqual([0o022, 0o022]);
  });
});
