/** What both sides of a TLS 1.2 handshake do alike (RFC 5246, RFC 7627). */
import { concatBytes, noBytes, sameBytes } from "../crypto/bytes.ts";
import type { Connection, Flow } from "./connection.ts";
import { alerts, TlsFailure } from "./failure.ts";
import { messageTypes } from "./parameters.ts";
import { type Keys12, keySizes, type Protection, protection12 } from "./protection.ts";
import { prf } from "./schedule.ts";
import type { Session } from "./session.ts";
import type { Suite } from "./suites.ts";
import { u16 } from "./wire.ts";

const masterBytes = 48;
const finishedBytes = 12;

/** `premaster` and the transcript so far (up to the client's key exchange) give the master secret. */
export function masterSecret(c: Connection, suite: Suite, premaster: Uint8Array, extended: boolean): Uint8Array {
  const secret = extended
    ? prf(suite.hash, premaster, "extended master secret", c.transcriptHash(suite.hash), masterBytes)
    : prf(suite.hash, premaster, "master secret", concatBytes(c.clientRandom, c.serverRandom), masterBytes);
  return secret;
}

/** Protections of both directions; also what programs may export. */
export function keyBlock(c: Connection, suite: Suite, master: Uint8Array): { client: Protection; server: Protection } {
  c.logSecret("clientRandom", master);
  const randoms = concatBytes(c.clientRandom, c.serverRandom);
  c.exportKeys = (length, label, context) => {
    const seed = context === undefined ? randoms : concatBytes(randoms, u16(context.length), context);
    return prf(suite.hash, master, label, seed, length);
  };
  const size = keySizes(suite);
  const total = 2 * (size.mac + size.key + size.iv);
  const block = prf(suite.hash, master, "key expansion", concatBytes(c.serverRandom, c.clientRandom), total);
  let at = 0;
  const take = (length: number): Uint8Array => {
    at += length;
    return block.slice(at - length, at);
  };
  const [clientMac, serverMac, clientKey, serverKey, clientIv, serverIv] = [
    take(size.mac),
    take(size.mac),
    take(size.key),
    take(size.key),
    take(size.iv),
    take(size.iv),
  ];
  const side = (mac: Uint8Array, key: Uint8Array, iv: Uint8Array): Protection => {
    const keys: Keys12 = { mac, key, iv };
    return protection12(suite, keys);
  };
  return { client: side(clientMac, clientKey, clientIv), server: side(serverMac, serverKey, serverIv) };
}

function finishedData(c: Connection, suite: Suite, master: Uint8Array, sender: "client" | "server"): Uint8Array {
  return prf(suite.hash, master, `${sender} finished`, c.transcriptHash(suite.hash), finishedBytes);
}

export function sendFinished12(c: Connection, suite: Suite, master: Uint8Array, protection: Protection): void {
  c.sendChangeCipherSpec();
  c.records.writing = protection;
  c.ownFinished = finishedData(c, suite, master, c.isServer ? "server" : "client");
  c.sendMessage(messageTypes.finished, c.ownFinished);
}

export function* readFinished12(c: Connection, suite: Suite, master: Uint8Array): Flow {
  const expected = finishedData(c, suite, master, c.isServer ? "client" : "server");
  const message = yield* c.read(messageTypes.finished);
  // Without the change of keys a Finished in the clear would pass.
  if (c.nextReading !== null || !c.records.reading || !sameBytes(message.body, expected)) {
    throw new TlsFailure("digestCheckFailed", alerts.decryptError);
  }
  c.peerFinished = message.body;
}

export function session12(
  c: Connection,
  suite: Suite,
  master: Uint8Array,
  extended: boolean,
  more: Partial<Session>,
): Session {
  return {
    version: c.version,
    suite: suite.id,
    secret: master,
    sessionId: noBytes,
    ticket: noBytes,
    ageAdd: 0,
    lifetimeSeconds: c.context.sessionSeconds,
    createdMs: c.events.nowMs(),
    extendedMasterSecret: extended,
    peerChain: c.peerChain,
    serverName: c.serverName,
    idContext: c.context.sessionIdContext,
    ...more,
  };
}
