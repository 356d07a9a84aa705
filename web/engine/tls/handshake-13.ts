/** What both sides of a TLS 1.3 handshake do alike (RFC 8446). */
import { concatBytes, latin1Bytes, noBytes, sameBytes } from "../crypto/bytes.ts";
import { readCertificate } from "../crypto/certificate.ts";
import { DerFailure } from "../crypto/der.ts";
import type { Key } from "../crypto/key.ts";
import type { Connection, Flow } from "./connection.ts";
import type { Credential } from "./context.ts";
import { alerts, TlsFailure } from "./failure.ts";
import { hashLength } from "./hashes.ts";
import { type HandshakeMessage, readSigned, writeSigned } from "./messages.ts";
import { messageTypes, type Scheme, schemeOf } from "./parameters.ts";
import { protection13 } from "./protection.ts";
import { deriveSecret, expandLabel, exportKeys13, finishedMac, type Schedule13 } from "./schedule.ts";
import { signWith, verifyWith } from "./signing.ts";
import type { Suite } from "./suites.ts";
import { u8, WireReader } from "./wire.ts";

export interface TrafficSecrets {
  client: Uint8Array;
  server: Uint8Array;
}

export function handshakeSecrets(c: Connection, suite: Suite, schedule: Schedule13): TrafficSecrets {
  const hash = c.transcriptHash(suite.hash);
  const client = deriveSecret(suite.hash, schedule.handshake, "c hs traffic", hash);
  const server = deriveSecret(suite.hash, schedule.handshake, "s hs traffic", hash);
  c.logSecret("clientHandshake", client);
  c.logSecret("serverHandshake", server);
  return { client, server };
}

/** Over the transcript up to the server's Finished. */
export function applicationSecrets(c: Connection, suite: Suite, schedule: Schedule13): TrafficSecrets {
  const hash = c.transcriptHash(suite.hash);
  const client = deriveSecret(suite.hash, schedule.master, "c ap traffic", hash);
  const server = deriveSecret(suite.hash, schedule.master, "s ap traffic", hash);
  const exporter = deriveSecret(suite.hash, schedule.master, "exp master", hash);
  c.logSecret("clientTraffic", client);
  c.logSecret("serverTraffic", server);
  c.logSecret("exporter", exporter);
  c.exportKeys = (length, label, context) => exportKeys13(suite.hash, exporter, label, context ?? noBytes, length);
  return { client, server };
}

const signedLabel = {
  client: "TLS 1.3, client CertificateVerify",
  server: "TLS 1.3, server CertificateVerify",
} as const;

function signedContent(signer: keyof typeof signedLabel, transcriptHash: Uint8Array): Uint8Array {
  return concatBytes(new Uint8Array(64).fill(0x20), latin1Bytes(signedLabel[signer]), u8(0), transcriptHash);
}

export function sendCertificateVerify(c: Connection, suite: Suite, credential: Credential, scheme: Scheme): void {
  const content = signedContent(c.isServer ? "server" : "client", c.transcriptHash(suite.hash));
  const signature = signWith(credential.key, scheme, content);
  c.sendMessage(messageTypes.certificateVerify, writeSigned({ scheme: scheme.id, signature }));
}

export function peerKey(c: Connection): Key {
  const [leaf] = c.peerChain;
  if (!leaf) throw new TlsFailure("internal", alerts.internalError);
  try {
    return readCertificate(leaf).key;
  } catch (error) {
    if (error instanceof DerFailure) throw new TlsFailure("certificateVerifyFailed", alerts.badCertificate);
    throw error;
  }
}

export function* readCertificateVerify(c: Connection, suite: Suite): Flow {
  const content = signedContent(c.isServer ? "client" : "server", c.transcriptHash(suite.hash));
  const message = yield* c.read(messageTypes.certificateVerify);
  const { scheme: id, signature } = readSigned(new WireReader(message.body));
  const scheme = schemeOf(id);
  if (!scheme || scheme.padding === "pkcs1" || !verifyWith(peerKey(c), scheme, content, signature)) {
    throw new TlsFailure("badCertificateVerify", alerts.decryptError);
  }
}

export function sendFinished(c: Connection, suite: Suite, secret: Uint8Array): void {
  c.ownFinished = finishedMac(suite.hash, secret, c.transcriptHash(suite.hash));
  c.sendMessage(messageTypes.finished, c.ownFinished);
}

export function* readFinished(c: Connection, suite: Suite, secret: Uint8Array): Flow {
  const expected = finishedMac(suite.hash, secret, c.transcriptHash(suite.hash));
  const message = yield* c.read(messageTypes.finished);
  if (!sameBytes(message.body, expected)) throw new TlsFailure("digestCheckFailed", alerts.decryptError);
  c.peerFinished = message.body;
}

/** The secret from which the sessions of this connection are derived, over the whole handshake. */
export function resumptionSecret(c: Connection, suite: Suite, schedule: Schedule13): Uint8Array {
  return deriveSecret(suite.hash, schedule.master, "res master", c.transcriptHash(suite.hash));
}

export function ticketSecret(suite: Suite, resumption: Uint8Array, nonce: Uint8Array): Uint8Array {
  return expandLabel(suite.hash, resumption, "resumption", nonce, hashLength(suite.hash));
}

/** Answers KeyUpdate: the peer's keys move on, and ours when it asks for it. */
export function keyUpdater(
  c: Connection,
  suite: Suite,
  secrets: TrafficSecrets,
): (message: HandshakeMessage) => boolean {
  let own = c.isServer ? secrets.server : secrets.client;
  let peer = c.isServer ? secrets.client : secrets.server;
  const next = (secret: Uint8Array) => expandLabel(suite.hash, secret, "traffic upd", noBytes, hashLength(suite.hash));
  return (message) => {
    if (message.type !== messageTypes.keyUpdate) return false;
    peer = next(peer);
    c.records.reading = protection13(suite, peer);
    if (message.body[0] === 1) {
      c.sendAside(messageTypes.keyUpdate, u8(0));
      own = next(own);
      c.records.writing = protection13(suite, own);
    }
    return true;
  };
}
