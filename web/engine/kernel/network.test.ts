import { beforeEach, describe, expect, it } from "vitest";
import { bytes, KernelHarness, text } from "../../../test/support/kernel-harness.ts";
import { limits } from "./limits.ts";

let harness: KernelHarness;

beforeEach(() => {
  harness = new KernelHarness();
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
      [
        { type: "connection", listener: 3, fd: 4, remotePort: 32768 },
        { type: "closed", fd: 4 },
      ],
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
