import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer, connect as tlsConnect } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { type Issued, issue, type KeyKind } from "../../../test/support/certificates.ts";
import { utf8Bytes } from "../crypto/bytes.ts";
import { keyFormats, readPrivateKey } from "../crypto/key-input.ts";
import { clientHandshake } from "./client.ts";
import { Connection, type ConnectionEvents } from "./connection.ts";
import type { TlsContext } from "./context.ts";
import { groups } from "./key-exchange.ts";
import { schemes, versions } from "./parameters.ts";
import { serverHandshake } from "./server.ts";
import type { Session } from "./session.ts";
import { chooseSuites, suites } from "./suites.ts";

const leaves: Record<KeyKind, Issued> = { rsa: issue("glass.test", { kind: "rsa" }), ec: issue("glass.test") };

function contextOf(leaf: Issued | null, more: Partial<TlsContext> = {}): TlsContext {
  const key =
    leaf &&
    readPrivateKey({
      bytes: utf8Bytes(leaf.keyPem),
      format: keyFormats.pem,
      encoding: undefined,
      passphrase: undefined,
    });
  return {
    minVersion: versions.tls12,
    maxVersion: versions.tls13,
    suites: [...suites],
    groups: [...groups],
    schemes: [...schemes],
    credentials: leaf && key ? [{ chain: [leaf.der], key, keyType: key.type }] : [],
    authorityNames: [],
    serverOrder: false,
    tickets: true,
    ticketKeys: new Uint8Array(48).fill(3),
    sessionSeconds: 300,
    sessionIdContext: "",
    dh: null,
    ...more,
  };
}

function eventsOf(socket: Socket, log: string[], more: Partial<ConnectionEvents> = {}): ConnectionEvents {
  return {
    output: (bytes) => void socket.write(bytes),
    data: (bytes) => void log.push(`data ${Buffer.from(bytes).toString()}`),
    ended: () => void log.push("end"),
    failed: (error) => void log.push(String(Reflect.get(error, "code"))),
    handshakeStarted: () => {},
    handshakeDone: () => void log.push("secure"),
    drained: () => {},
    clientHello: () => false,
    certificateWanted: () => false,
    newSession: () => {},
    stapled: () => {},
    nowMs: Date.now,
    ...more,
  };
}

const closing: (Server | TlsServer)[] = [];
afterEach(() => {
  for (const server of closing.splice(0)) server.close();
});

async function portOf(server: Server | TlsServer): Promise<number> {
  closing.push(server);
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port;
}

interface Case {
  title: string;
  kind: KeyKind;
  own: Partial<TlsContext>;
  nativeCiphers?: string;
}

const cases: Case[] = [
  { title: "TLS 1.3 with an RSA key", kind: "rsa", own: {} },
  { title: "TLS 1.3 with an elliptic key", kind: "ec", own: {} },
  { title: "TLS 1.3 after a retry for another group", kind: "ec", own: { groups: groups.slice(3) } },
  { title: "TLS 1.2 with an RSA key", kind: "rsa", own: { maxVersion: versions.tls12 } },
  { title: "TLS 1.2 with an elliptic key", kind: "ec", own: { maxVersion: versions.tls12 } },
  ...["AES256-SHA256", "AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-CHACHA20-POLY1305"].map(
    (name): Case => ({
      title: `TLS 1.2 with ${name}`,
      kind: "rsa",
      own: { maxVersion: versions.tls12, suites: chooseSuites(name) },
      nativeCiphers: name,
    }),
  ),
];

/** One connection of our client to a port, to its end. */
async function runClient(port: number, own: Partial<TlsContext>, session: Session | null) {
  const socket = connect(port, "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  const log: string[] = [];
  let kept = session;
  const newSession = (made: Session): void => {
    kept = made;
  };
  const connection = new Connection(contextOf(null, own), false, eventsOf(socket, log, { newSession }));
  connection.serverName = "glass.test";
  connection.offeredSession = session;
  socket.on("data", (bytes) => connection.receive(Uint8Array.from(bytes)));
  connection.begin(clientHandshake(connection));
  connection.send(utf8Bytes("hello"));
  await new Promise((resolve) => socket.once("close", resolve));
  return { log, session: kept, resumed: connection.resumed };
}

describe("our client and OpenSSL's server", () => {
  it.each(cases)("agree on $title, and resume", async ({ kind, own, nativeCiphers }) => {
    const { keyPem: key, certificatePem: cert } = leaves[kind];
    const server = createTlsServer({ key, cert, ...(nativeCiphers && { ciphers: nativeCiphers }) }, (socket) => {
      socket.on("data", (bytes) => socket.end(`got ${bytes}`));
    });
    const port = await portOf(server);
    const first = await runClient(port, own, null);
    const second = await runClient(port, own, first.session);
    const log = ["secure", "data got hello", "end"];
    expect([first.log, first.resumed, second.log, second.resumed]).toEqual([log, false, log, true]);
  });

  it("agree again on the way, under the keys they have", async () => {
    const { keyPem: key, certificatePem: cert } = leaves.rsa;
    const server = createTlsServer({ key, cert, maxVersion: "TLSv1.2" }, (socket) => {
      socket.on("data", (bytes) => (String(bytes) === "bye" ? socket.end("bye") : socket.write(`got ${bytes}`)));
    });
    const socket = connect(await portOf(server), "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    const log: string[] = [];
    const connection = new Connection(contextOf(null, { maxVersion: versions.tls12 }), false, eventsOf(socket, log));
    socket.on("data", (bytes) => connection.receive(Uint8Array.from(bytes)));
    connection.events.drained = () => {
      if (log.filter((entry) => entry === "secure").length === 1) connection.renegotiate(clientHandshake(connection));
      else connection.send(utf8Bytes("bye"));
    };
    connection.begin(clientHandshake(connection));
    await new Promise((resolve) => socket.once("close", resolve));
    expect(log).toEqual(["secure", "secure", "data bye", "end"]);
  });

  it("fail with the same words where no version fits", async () => {
    const { keyPem: key, certificatePem: cert } = leaves.ec;
    const server = createTlsServer({ key, cert, minVersion: "TLSv1.3" });
    const heard = new Promise<string>((resolve) =>
      server.once("tlsClientError", (error) => resolve(String(Reflect.get(error, "code")))),
    );
    const { log } = await runClient(await portOf(server), { maxVersion: versions.tls12 }, null);
    expect([log, await heard]).toEqual([["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"], "ERR_SSL_UNSUPPORTED_PROTOCOL"]);
  });
});

describe("OpenSSL's client and our server", () => {
  it.each(cases)("agree on $title, and resume", async ({ kind, own, nativeCiphers }) => {
    const size = 40_000;
    const server = createServer((socket) => {
      const connection = new Connection(contextOf(leaves[kind], own), true, eventsOf(socket, []));
      socket.on("data", (bytes) => connection.receive(Uint8Array.from(bytes)));
      socket.on("error", () => {});
      connection.begin(serverHandshake(connection));
      connection.events.data = () => {
        connection.send(new Uint8Array(size));
        connection.end();
      };
    });
    const port = await portOf(server);
    const connectOnce = async (session: Buffer | undefined) => {
      const options = { port, host: "127.0.0.1", ca: leaves[kind].certificatePem, servername: "glass.test" };
      const socket = tlsConnect({
        ...options,
        ...(session && { session }),
        ...(nativeCiphers && { ciphers: nativeCiphers }),
      });
      let kept: Buffer | undefined;
      let received = 0;
      socket.on("session", (made) => {
        kept = made;
      });
      socket.on("data", (bytes) => {
        received += bytes.length;
      });
      socket.write("go");
      await new Promise((resolve, reject) => socket.once("end", resolve).once("error", reject));
      const found = { kept, received, resumed: socket.isSessionReused(), authorized: socket.authorized };
      socket.destroy();
      return found;
    };
    const first = await connectOnce(undefined);
    const second = await connectOnce(first.kept);
    expect([first.received, first.authorized, first.resumed]).toEqual([size, true, false]);
    expect([second.received, second.resumed]).toEqual([size, true]);
  });

  it("what is no TLS is refused with an alert or in words, and harms nothing", async () => {
    const log: string[] = [];
    const server = createServer((socket) => {
      const connection = new Connection(contextOf(leaves.ec), true, eventsOf(socket, log));
      socket.on("data", (bytes) => connection.receive(Uint8Array.from(bytes)));
      connection.begin(serverHandshake(connection));
      setTimeout(() => socket.end(), 20);
    });
    const port = await portOf(server);
    for (const text of [
      "GET / HTTP/1.1\r\n\r\n",
      "\x16\x05\x00\x00\x01x",
      "\x16\x03\x01\xff\xff",
      "\x17\x03\x03\x00\x01x",
    ]) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.resume();
      socket.write(text, "latin1");
      await new Promise((resolve) => socket.once("close", resolve));
    }
    expect(log).toEqual([
      "ERR_SSL_HTTP_REQUEST",
      "ERR_SSL_WRONG_VERSION_NUMBER",
      "ERR_SSL_PACKET_LENGTH_TOO_LONG",
      "ERR_SSL_APP_DATA_IN_HANDSHAKE",
    ]);
  });
});
