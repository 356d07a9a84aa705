import { beforeEach, describe, expect, it } from "vitest";
import { bytes, KernelHarness, text } from "../../../test/support/kernel-harness.ts";
import { socketFlags } from "./protocol.ts";

let harness: KernelHarness;

beforeEach(() => {
  harness = new KernelHarness();
});

describe("a port", () => {
  it("belongs to an address: IPv4 and IPv6 may listen side by side, all addresses may not", () => {
    const { program } = harness.run();
    expect([
      program.call("listen", [3000, "127.0.0.1"]),
      program.call("listen", [3000, "::1"]),
      program.call("listen", [3000, "127.0.0.2"]),
      program.call("listen", [3000, "::"]),
      program.call("listen", [3000, "::", socketFlags.onlyIpv6]),
      program.call("listen", [3000, "8.8.8.8"]),
      harness.ports,
    ]).toEqual([
      { fd: 3, port: 3000 },
      { fd: 4, port: 3000 },
      { fd: 5, port: 3000 },
      { error: "EADDRINUSE" },
      { error: "EADDRINUSE" },
      { error: "EADDRNOTAVAIL" },
      [{ port: 3000, type: "open" }],
    ]);
  });

  it("is refused on the addresses on which nobody listens", () => {
    const { program } = harness.run();
    program.call("listen", [3000, "127.0.0.1"]);
    program.call("listen", [3001, "::", socketFlags.onlyIpv6]);
    expect([
      program.call("connect", [3000, "::1"]),
      program.call("connect", [3001, "127.0.0.1"]),
      program.call("connect", [3000, "127.0.0.1", 3000, "127.0.0.1"]),
    ]).toEqual([{ error: "ECONNREFUSED" }, { error: "ECONNREFUSED" }, { error: "EADDRINUSE" }]);
  });

  it("may be shared by those who say so, who take turns", () => {
    const { program } = harness.run();
    program.call("listen", [3000, "127.0.0.1", socketFlags.sharesPort]);
    program.call("listen", [3000, "127.0.0.1", socketFlags.sharesPort]);
    program.call("connect", [3000, "127.0.0.1"]);
    program.call("connect", [3000, "127.0.0.1"]);
    const listeners = program.received.map((event) => event.type === "connection" && event.listener);
    expect(listeners).toEqual([3, 4]);
  });

  it("names both ends; IPv4 shows as such to who takes both families", () => {
    const { program } = harness.run();
    program.call("listen", [3000, "::"]);
    program.call("connect", [3000, "127.0.0.1", 4000, "127.0.0.1"]);
    const names = [4, 5].flatMap((fd) => [
      program.call("socketName", [fd, false]),
      program.call("socketName", [fd, true]),
    ]);
    expect(names).toEqual([
      { address: "::ffff:127.0.0.1", port: 3000 },
      { address: "::ffff:127.0.0.1", port: 4000 },
      { address: "127.0.0.1", port: 4000 },
      { address: "127.0.0.1", port: 3000 },
    ]);
  });
});

describe("a connection", () => {
  it("that is reset is read to its last byte, then fails", () => {
    const { program } = harness.run();
    program.call("listen", [3000, "127.0.0.1"]);
    program.call("connect", [3000, "127.0.0.1"]);
    program.call("write", [5, -1], bytes("last"));
    program.call("reset", [5]);
    expect([text(program.call("read", [4, 10, -1])), program.call("read", [4, 10, -1])]).toEqual([
      "last",
      { error: "ECONNRESET" },
    ]);
  });

  it("that closes with bytes unread is reset", () => {
    const { program } = harness.run();
    program.call("listen", [3000, "127.0.0.1"]);
    program.call("connect", [3000, "127.0.0.1"]);
    program.call("write", [5, -1], bytes("unread"));
    program.call("close", [4]);
    expect(program.call("read", [5, 10, -1])).toEqual({ error: "ECONNRESET" });
  });

  it("over a path needs the right to write; a name with a zero byte is in no folder", () => {
    const { program } = harness.run();
    program.call("listenPath", ["/tmp/a.sock"]);
    program.call("fchmod", [3, 0o444]);
    expect([
      program.call("connectPath", ["/tmp/a.sock"]),
      program.call("listenPath", [`/tmp/${"x".repeat(108)}`]),
      program.call("listenPath", ["\0name"]),
      program.call("connectPath", ["\0name"]),
      program.call("listenPath", ["\0name"]),
    ]).toEqual([{ error: "EACCES" }, { error: "EINVAL" }, { fd: 4 }, { fd: 6 }, { error: "EADDRINUSE" }]);
  });
});

describe("a datagram", () => {
  const bind = (program: { call(name: string, args: unknown[]): unknown }, host: string, port: number, flags = 0) =>
    program.call("datagramBind", [host, port, flags]);

  it("arrives whole, from where it was sent, also an empty one", () => {
    const { program } = harness.run();
    bind(program, "127.0.0.1", 5000);
    bind(program, "0.0.0.0", 5001);
    program.post({ type: "read-start", fd: 3 });
    program.call("datagramSend", [4, "127.0.0.1", 5000], bytes("one"));
    program.call("datagramSend", [4, "127.0.0.1", 5000], bytes(""));
    expect(program.received).toEqual([
      { type: "datagram", fd: 3, data: new Uint8Array(bytes("one")), address: "127.0.0.1", port: 5001 },
      { type: "datagram", fd: 3, data: new Uint8Array(0), address: "127.0.0.1", port: 5001 },
    ]);
  });

  it("to nobody is lost; a connected socket hears of it", () => {
    const { program } = harness.run();
    bind(program, "127.0.0.1", 5000);
    const lost = program.call("datagramSend", [3, "127.0.0.1", 5001], bytes("x"));
    program.call("datagramConnect", [3, "127.0.0.1", 5001]);
    program.call("datagramSend", [3, "", 0], bytes("x"));
    program.post({ type: "read-start", fd: 3 });
    expect([lost, program.received]).toEqual([
      1,
      [{ type: "datagram", fd: 3, data: new Uint8Array(0), address: "", port: 0, error: "ECONNREFUSED" }],
    ]);
  });

  it("to a group reaches its members", () => {
    const { program } = harness.run();
    bind(program, "0.0.0.0", 5000, socketFlags.sharesAddress);
    bind(program, "0.0.0.0", 5000, socketFlags.sharesAddress);
    bind(program, "0.0.0.0", 0);
    for (const fd of [3, 4]) program.post({ type: "read-start", fd });
    const joined = program.call("datagramMember", [4, "239.1.1.1", "", true]);
    const again = program.call("datagramMember", [4, "239.1.1.1", "", true]);
    program.call("datagramSend", [5, "239.1.1.1", 5000], bytes("x"));
    const hearers = program.received.map((event) => event.type === "datagram" && event.fd);
    expect([joined, again, hearers]).toEqual([null, { error: "EADDRINUSE" }, [4]]);
  });

  it("is refused where Linux refuses it", () => {
    const { program } = harness.run();
    bind(program, "127.0.0.1", 5000);
    const send = (host: string, size = 1) => program.call("datagramSend", [3, host, 5000], bytes("x".repeat(size)));
    expect([
      bind(program, "127.0.0.1", 5000),
      bind(program, "8.8.8.8", 0),
      send("8.8.8.8"),
      send("255.255.255.255"),
      send("127.0.0.1", 65_508),
      send(""),
    ]).toEqual([
      { error: "EADDRINUSE" },
      { error: "EADDRNOTAVAIL" },
      { error: "ENETUNREACH" },
      { error: "EACCES" },
      { error: "EMSGSIZE" },
      { error: "EDESTADDRREQ" },
    ]);
  });

  it("waits in a buffer of limited size, and is lost beyond it", () => {
    const { program } = harness.run();
    bind(program, "127.0.0.1", 5000);
    program.call("datagramOption", [3, "receiveBuffer", 1200]);
    for (let count = 0; count < 5; count++)
      program.call("datagramSend", [3, "127.0.0.1", 5000], bytes("x".repeat(600)));
    program.post({ type: "read-start", fd: 3 });
    expect(program.received.length).toBe(4);
  });
});
