import { beforeEach, describe, expect, it } from "vitest";
import { bytes, KernelHarness, type PlayedProgram, text } from "../../../test/support/kernel-harness.ts";
import { limits } from "./limits.ts";

let harness: KernelHarness;

beforeEach(() => {
  harness = new KernelHarness();
});

/** A parent and its child; the pipe between them is the parent's descriptor 3 and the child's 0. */
function family(): { parent: PlayedProgram; child: PlayedProgram } {
  const parent = harness.run().program;
  const request = { file: "node", args: ["node"], cwd: ".", env: {}, stdio: [{ type: "pipe" as const }] };
  parent.call("spawn", [request]);
  return { parent, child: harness.last() };
}
function give(parent: PlayedProgram, fd: number, words: string): void {
  parent.post({ type: "write-async", fd: 3, request: 1, data: bytes(words), pass: fd });
}
const data = (program: PlayedProgram) => program.received.filter((event) => event.type === "data");

describe("a descriptor passed through a pipe", () => {
  it("comes with the bytes it was written with, apart from those before and behind", () => {
    const { parent, child } = family();
    const { fd } = parent.call("listen", [3000, "127.0.0.1"]) as { fd: number };
    parent.call("write", [3, -1], bytes("before"));
    give(parent, fd, "with");
    parent.call("write", [3, -1], bytes("behind"));
    child.post({ type: "read-start", fd: 0 });
    expect(data(child)).toEqual([
      { type: "data", fd: 0, data: bytes("before") },
      { type: "data", fd: 0, data: bytes("with"), passed: { fd: 1, kind: "socket" } },
      { type: "data", fd: 0, data: bytes("behind") },
    ]);
  });

  it("works in both processes, and the port stays open until the last of them closes it", () => {
    const { parent, child } = family();
    const { fd } = parent.call("listen", [3000, "127.0.0.1"]) as { fd: number };
    give(parent, fd, "take it");
    child.post({ type: "read-start", fd: 0 });
    parent.call("close", [fd]);
    child.call("accept", [1]);
    parent.call("connect", [3000, "127.0.0.1"]);
    child.call("close", [1]);
    expect([child.received.find(({ type }) => type === "connection"), harness.ports]).toEqual([
      { type: "connection", listener: 1, fd: 2, remotePort: expect.any(Number) },
      [
        { port: 3000, type: "open" },
        { port: 3000, type: "close" },
      ],
    ]);
  });

  it("that nobody reads is closed with the pipe", () => {
    const { parent, child } = family();
    const { fd } = parent.call("listen", [3000, "127.0.0.1"]) as { fd: number };
    give(parent, fd, "lost");
    parent.call("close", [fd]);
    child.post({ type: "exit", code: 0 });
    expect(harness.ports.at(-1)).toEqual({ port: 3000, type: "close" });
  });

  it("is read as plain bytes by who does not ask for it", () => {
    const { parent, child } = family();
    const { fd } = parent.call("listen", [3000, "127.0.0.1"]) as { fd: number };
    give(parent, fd, "words");
    parent.call("close", [fd]);
    expect([text(child.call("read", [0, 100, -1])), harness.ports.at(-1)?.type]).toEqual(["words", "close"]);
  });

  it("must be a socket and go through a pipe, and only so many are on their way", () => {
    const { parent } = family();
    const { fd } = parent.call("listen", [3000, "127.0.0.1"]) as { fd: number };
    const file = parent.call("open", ["/dev/null", 0, 0]) as number;
    parent.post({ type: "write-async", fd: 3, request: 1, data: bytes("x"), pass: file });
    parent.post({ type: "write-async", fd: file, request: 2, data: bytes("x"), pass: fd });
    parent.post({ type: "write-async", fd: 3, request: 3, data: bytes("x"), pass: 99 });
    for (let count = 0; count <= limits.passedDescriptors; count++) give(parent, fd, "x");
    const written = parent.received.filter((event) => event.type === "written");
    const errors = written.map((event) => event.error);
    expect([errors.slice(0, 3), errors.at(-2), errors.at(-1)]).toEqual([
      ["EINVAL", "EINVAL", "EBADF"],
      undefined,
      "ENOBUFS",
    ]);
  });

  it("datagrams go to the processes that share their socket in turn", () => {
    const { parent, child } = family();
    const { fd, port } = parent.call("datagramBind", ["127.0.0.1", 0, 0]) as { fd: number; port: number };
    const sender = parent.call("datagramBind", ["127.0.0.1", 0, 0]) as { fd: number };
    give(parent, fd, "socket");
    child.post({ type: "read-start", fd: 0 });
    parent.post({ type: "read-start", fd });
    child.post({ type: "read-start", fd: 1 });
    for (let count = 0; count < 4; count++)
      parent.call("datagramSend", [sender.fd, "127.0.0.1", port], bytes(String(count)));
    const heard = [parent, child].map((one) => one.received.filter((event) => event.type === "datagram").length);
    expect(heard).toEqual([2, 2]);
  });
});
