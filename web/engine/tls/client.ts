/** The client's side: its hello, and the choice between the two protocols. */
import { concatBytes, noBytes, randomBytes, sameBytes, utf8Bytes } from "../crypto/bytes.ts";
import { continueClient12 } from "./client-12.ts";
import { continueClient13 } from "./client-13.ts";
import type { ClientOffer } from "./client-offer.ts";
import type { Connection, Flow } from "./connection.ts";
import { alerts, TlsFailure } from "./failure.ts";
import { hashBytes, hashLength } from "./hashes.ts";
import {
  type ClientHello,
  type Extensions,
  readServerHello,
  retryRandom,
  serverVersion,
  writeClientHello,
  writeServerName,
  writeShare,
} from "./hellos.ts";
import { handshakeMessage } from "./messages.ts";
import { extensions, messageTypes, versions } from "./parameters.ts";
import { finishedMac, Schedule13 } from "./schedule.ts";
import { isFresh, type Session } from "./session.ts";
import { isModern, type Suite, suites, suiteVersionFits } from "./suites.ts";
import { numbers16, u8, u32, vector8, vector16, WireReader } from "./wire.ts";

const pskDheMode = 1;

function usableSession(c: Connection): Session | null {
  const session = c.offeredSession;
  if (!session || !isFresh(session, c.events.nowMs())) return null;
  const { minVersion, maxVersion } = c.context;
  return session.version >= minVersion && session.version <= maxVersion ? session : null;
}

function offeredSuites({ context }: Connection): Suite[] {
  const { minVersion, maxVersion } = context;
  const fits = (suite: Suite) => (isModern(suite) ? maxVersion >= versions.tls13 : minVersion <= versions.tls12);
  return context.suites.filter(fits);
}

function helloExtensions(c: Connection, offer: Omit<ClientOffer, "hello">, cookie: Uint8Array | undefined): Extensions {
  const { context } = c;
  const list: Extensions = new Map();
  const modern = context.maxVersion >= versions.tls13;
  const older = context.minVersion < versions.tls13;
  if (c.serverName) list.set(extensions.serverName, writeServerName(utf8Bytes(c.serverName)));
  list.set(extensions.supportedGroups, vector16(numbers16(context.groups.map(({ id }) => id))));
  list.set(extensions.signatureAlgorithms, vector16(numbers16(context.schemes.map(({ id }) => id))));
  if (c.offeredProtocols.length > 0) list.set(extensions.applicationProtocols, vector16(c.offeredProtocols));
  if (c.wantsStaple) list.set(extensions.statusRequest, concatBytes(u8(1), vector16(), vector16()));
  if (older) {
    list.set(extensions.pointFormats, vector8(u8(0)));
    list.set(extensions.extendedMasterSecret, noBytes);
    list.set(extensions.renegotiationInfo, vector8(c.verifyData.client));
    if (context.tickets) {
      const resumes = offer.session && offer.session.version < versions.tls13 ? offer.session.ticket : noBytes;
      list.set(extensions.sessionTicket, resumes);
    }
  }
  if (modern) {
    const spoken = [versions.tls13, versions.tls12].filter(
      (version) => version >= context.minVersion && version <= context.maxVersion,
    );
    list.set(extensions.supportedVersions, vector8(numbers16(spoken)));
    list.set(extensions.pskKeyExchangeModes, vector8(u8(pskDheMode)));
    if (offer.share) {
      const { group, pair } = offer.share;
      list.set(extensions.keyShare, vector16(writeShare({ group: group.id, bytes: pair.publicBytes })));
    }
    if (cookie) list.set(extensions.cookie, cookie);
  }
  return list;
}

/** The offered session's identity with room for its binder, at the end of the hello. */
function addPsk(list: Extensions, session: Session, suite: Suite, nowMs: number): void {
  const age = (nowMs - session.createdMs + session.ageAdd) % 2 ** 32;
  const identities = vector16(vector16(session.ticket), u32(age));
  const binders = vector16(vector8(new Uint8Array(hashLength(suite.hash))));
  list.set(extensions.preSharedKey, concatBytes(identities, binders));
}

function sendHello(c: Connection, offer: ClientOffer): void {
  const { hello, session } = offer;
  const suite = session && suites.find(({ id }) => id === session.suite);
  if (session && suite && session.version === versions.tls13) {
    addPsk(hello.extensions, session, suite, c.events.nowMs());
    const whole = handshakeMessage(messageTypes.clientHello, writeClientHello(hello)).whole;
    const binderBytes = hashLength(suite.hash) + 3;
    const covered = concatBytes(c.transcript(), whole.subarray(0, whole.length - binderBytes));
    const key = new Schedule13(suite.hash, session.secret).binderKey();
    const binder = finishedMac(suite.hash, key, hashBytes(suite.hash, covered));
    const identity = hello.extensions.get(extensions.preSharedKey) ?? noBytes;
    hello.extensions.set(
      extensions.preSharedKey,
      concatBytes(identity.subarray(0, identity.length - binder.length), binder),
    );
  }
  // The first record says 1.0: old servers refuse more (RFC 8446, 5.1).
  c.sendMessage(messageTypes.clientHello, writeClientHello(hello), c.established ? versions.tls12 : versions.tls10);
}

export function* clientHandshake(c: Connection): Flow {
  // A renegotiation stays with what was agreed.
  if (c.established) c.context = { ...c.context, minVersion: c.version, maxVersion: c.version };
  const { context } = c;
  const offered = offeredSuites(c);
  if (offered.length === 0) throw new TlsFailure("noCiphersAvailable", null);
  if (context.minVersion > context.maxVersion) throw new TlsFailure("noProtocols", null);
  const session = usableSession(c);
  const [group] = context.groups;
  const share = context.maxVersion >= versions.tls13 && group ? { group, pair: group.generate() } : null;
  c.clientRandom = randomBytes(32);
  const hello: ClientHello = {
    version: Math.min(context.maxVersion, versions.tls12),
    random: c.clientRandom,
    sessionId:
      session?.version === versions.tls12 && session.sessionId.length > 0 ? session.sessionId : randomBytes(32),
    suites: offered.map(({ id }) => id),
    extensions: helloExtensions(c, { share, session }, undefined),
  };
  const offer: ClientOffer = { hello, share, session };
  sendHello(c, offer);
  let answer = readServerHello((yield* c.read(messageTypes.serverHello)).body);
  if (sameBytes(answer.random, retryRandom)) {
    retry(c, offer, answer.extensions, answer.suite);
    answer = readServerHello((yield* c.read(messageTypes.serverHello)).body);
    if (sameBytes(answer.random, retryRandom)) throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
  }
  c.version = serverVersion(answer);
  c.serverRandom = answer.random;
  const spoken = [versions.tls12, versions.tls13].some((version) => version === c.version);
  if (!spoken || c.version < context.minVersion || c.version > context.maxVersion) {
    throw new TlsFailure("unsupportedProtocol", alerts.protocolVersion);
  }
  const suite = offered.find(({ id }) => id === answer.suite);
  if (!suite || !suiteVersionFits(suite, c.version)) {
    throw new TlsFailure("wrongCipherReturned", alerts.illegalParameter);
  }
  c.suite = suite;
  if (c.version >= versions.tls13) yield* continueClient13(c, suite, offer, answer);
  else yield* continueClient12(c, suite, offer, answer);
}

/** HelloRetryRequest: the server wants another group, or its cookie back. */
function retry(c: Connection, offer: ClientOffer, asked: Extensions, suiteId: number): void {
  const suite = suites.find(({ id }) => id === suiteId);
  const wanted = asked.get(extensions.keyShare);
  const id = wanted && new WireReader(wanted).u16();
  const group = c.context.groups.find((known) => known.id === id);
  if (!suite || (wanted && (!group || group === offer.share?.group))) {
    throw new TlsFailure("badKeyShare", alerts.illegalParameter);
  }
  c.foldTranscript(suite.hash);
  c.records.skipChangeCipherSpec = true;
  if (group) offer.share = { group, pair: group.generate() };
  offer.hello.extensions = helloExtensions(c, offer, asked.get(extensions.cookie));
  sendHello(c, offer);
}
