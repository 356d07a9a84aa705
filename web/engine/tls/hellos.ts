/** ClientHello and ServerHello (RFC 8446, 4.1; RFC 5246, 7.4.1). */
import { concatBytes, noBytes } from "../crypto/bytes.ts";
import { alerts, TlsFailure } from "./failure.ts";
import { extensions, versions } from "./parameters.ts";
import { numbers16, readNumbers16, u8, u16, vector8, vector16, WireReader } from "./wire.ts";

export type Extensions = Map<number, Uint8Array>;

export interface ClientHello {
  version: number;
  random: Uint8Array;
  sessionId: Uint8Array;
  suites: number[];
  /** In the order of the wire: a pre-shared key has to be the last. */
  extensions: Extensions;
}

export interface ServerHello {
  version: number;
  random: Uint8Array;
  sessionId: Uint8Array;
  suite: number;
  extensions: Extensions;
}

/** A ServerHello with this random asks for another ClientHello (RFC 8446, 4.1.3). */
export const retryRandom = Uint8Array.from(
  "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c".match(/../g) ?? [],
  (digits) => Number.parseInt(digits, 16),
);

export function writeExtensions(list: Extensions): Uint8Array {
  return vector16(...[...list].map(([type, content]) => concatBytes(u16(type), vector16(content))));
}

export function readExtensions(bytes: Uint8Array): Extensions {
  const reader = new WireReader(bytes);
  const list: Extensions = new Map();
  while (!reader.done) {
    const type = reader.u16();
    if (list.has(type)) throw new TlsFailure("lengthMismatch", alerts.illegalParameter);
    list.set(type, reader.vector16());
  }
  return list;
}

export function writeClientHello(hello: ClientHello): Uint8Array {
  return concatBytes(
    u16(hello.version),
    hello.random,
    vector8(hello.sessionId),
    vector16(numbers16(hello.suites)),
    vector8(u8(0)),
    writeExtensions(hello.extensions),
  );
}

export function readClientHello(body: Uint8Array): ClientHello {
  const reader = new WireReader(body);
  const version = reader.u16();
  const random = reader.take(32);
  const sessionId = reader.vector8();
  const suites = readNumbers16(reader.vector16());
  reader.vector8();
  const list: Extensions = reader.done ? new Map() : readExtensions(reader.vector16());
  reader.finish();
  return { version, random, sessionId, suites, extensions: list };
}

export function writeServerHello(hello: ServerHello): Uint8Array {
  return concatBytes(
    u16(hello.version),
    hello.random,
    vector8(hello.sessionId),
    u16(hello.suite),
    u8(0),
    hello.extensions.size > 0 ? writeExtensions(hello.extensions) : noBytes,
  );
}

export function readServerHello(body: Uint8Array): ServerHello {
  const reader = new WireReader(body);
  const version = reader.u16();
  const random = reader.take(32);
  const sessionId = reader.vector8();
  const suite = reader.u16();
  reader.u8();
  const list: Extensions = reader.done ? new Map() : readExtensions(reader.vector16());
  reader.finish();
  return { version, random, sessionId, suite, extensions: list };
}

/** The version that a ServerHello chose. */
export function serverVersion(hello: ServerHello): number {
  const chosen = hello.extensions.get(extensions.supportedVersions);
  return chosen ? new WireReader(chosen).u16() : hello.version;
}

/** Versions that a client speaks, best first. */
export function clientVersions(hello: ClientHello): number[] {
  const list = hello.extensions.get(extensions.supportedVersions);
  if (list) return readNumbers16(new WireReader(list).vector8());
  return [versions.tls12, versions.tls11, versions.tls10].filter((version) => version <= hello.version);
}

/** Numbers of a list extension such as groups or signature algorithms. */
export function listOf(list: Extensions, type: number): number[] {
  const content = list.get(type);
  return content ? readNumbers16(new WireReader(content).vector16()) : [];
}

export function serverNameOf(list: Extensions): Uint8Array | undefined {
  const content = list.get(extensions.serverName);
  if (!content || content.length === 0) return undefined;
  const names = new WireReader(new WireReader(content).vector16());
  const isHostName = names.u8() === 0;
  const name = names.vector16();
  return isHostName ? name : undefined;
}

export const writeServerName = (name: Uint8Array): Uint8Array => vector16(u8(0), vector16(name));

export interface KeyShare {
  group: number;
  bytes: Uint8Array;
}

export function clientShares(list: Extensions): KeyShare[] {
  const content = list.get(extensions.keyShare);
  if (!content) return [];
  const reader = new WireReader(new WireReader(content).vector16());
  const shares: KeyShare[] = [];
  while (!reader.done) shares.push({ group: reader.u16(), bytes: reader.vector16() });
  return shares;
}

export const writeShare = ({ group, bytes }: KeyShare): Uint8Array => concatBytes(u16(group), vector16(bytes));

export interface PskOffer {
  identities: { identity: Uint8Array; age: number }[];
  binders: Uint8Array[];
  /** Bytes of the binders' list at the end of the message: what the binders do not cover. */
  bindersBytes: number;
}

export function pskOffer(list: Extensions): PskOffer | undefined {
  const content = list.get(extensions.preSharedKey);
  if (!content) return undefined;
  const reader = new WireReader(content);
  const ids = new WireReader(reader.vector16());
  const identities: PskOffer["identities"] = [];
  while (!ids.done) identities.push({ identity: ids.vector16(), age: ids.u32() });
  const binderBytes = reader.vector16();
  const binderReader = new WireReader(binderBytes);
  const binders: Uint8Array[] = [];
  while (!binderReader.done) binders.push(binderReader.vector8());
  return { identities, binders, bindersBytes: binderBytes.length + 2 };
}
