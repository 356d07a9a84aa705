/** The server's side of a TLS 1.3 handshake. */
import { noBytes, randomBytes, sameBytes, toBigInt } from "../crypto/bytes.ts";
import type { Connection, Flow } from "./connection.ts";
import { chooseCredential } from "./context.ts";
import { alerts, TlsFailure } from "./failure.ts";
import {
  applicationSecrets,
  handshakeSecrets,
  keyUpdater,
  readCertificateVerify,
  readFinished,
  resumptionSecret,
  sendCertificateVerify,
  sendFinished,
  type TrafficSecrets,
  ticketSecret,
} from "./handshake-13.ts";
import { hashBytes } from "./hashes.ts";
import {
  type ClientHello,
  clientShares,
  type Extensions,
  listOf,
  pskOffer,
  readClientHello,
  retryRandom,
  writeExtensions,
  writeServerHello,
  writeShare,
} from "./hellos.ts";
import type { Group } from "./key-exchange.ts";
import { readCertificates, writeCertificateRequest, writeCertificates, writeTicket } from "./messages.ts";
import { extensions, fitsVersion, messageTypes, versions } from "./parameters.ts";
import { protection13 } from "./protection.ts";
import { finishedMac, Schedule13 } from "./schedule.ts";
import { checkClientChain, chooseProtocol, protocolExtension, type Received, staple } from "./server-choices.ts";
import { openTicket, type Session, sealTicket } from "./session.ts";
import { isModern, type Suite } from "./suites.ts";
import { u16 } from "./wire.ts";

/** As many tickets as OpenSSL sends after a full handshake, and after a resumed one. */
const ticketCounts = { full: 2, resumed: 1 } as const;

export function* continueServer13(c: Connection, first: Received): Flow {
  const suite = chooseSuite(c, first.hello);
  c.suite = suite;
  c.records.skipChangeCipherSpec = true;
  const { received, group, share } = yield* agreeOnGroup(c, suite, first);
  const session = resumable(c, suite, received);
  c.resumed = session !== null;
  if (session) {
    c.session = session;
    c.peerChain = session.peerChain;
  }
  c.protocol = chooseProtocol(c, received);
  const pair = group.generate();
  const schedule = new Schedule13(suite.hash, session?.secret);
  schedule.agree(pair.agree(share));
  c.ephemeral = { type: group.type, name: group.names[0] ?? "", size: group.bits };
  c.serverRandom = randomBytes(32);
  sendHello(c, suite, received, { group: group.id, bytes: pair.publicBytes }, session !== null);
  c.sendChangeCipherSpec();
  const secrets = handshakeSecrets(c, suite, schedule);
  c.records.writing = protection13(suite, secrets.server);
  c.records.reading = protection13(suite, secrets.client);
  sendEncryptedExtensions(c, received);
  if (!session) sendCertificate(c, suite, received);
  sendFinished(c, suite, secrets.server);
  const application = applicationSecrets(c, suite, schedule);
  c.records.writing = protection13(suite, application.server);
  if (!session && c.requestsCertificate) yield* readClientCertificate(c, suite);
  yield* readFinished(c, suite, secrets.client);
  c.records.reading = protection13(suite, application.client);
  finish(c, suite, schedule, application);
}

function chooseSuite(c: Connection, hello: ClientHello): Suite {
  const own = c.context.suites.filter(isModern);
  const shared = c.context.serverOrder
    ? own.filter(({ id }) => hello.suites.includes(id))
    : hello.suites.flatMap((id) => own.find((suite) => suite.id === id) ?? []);
  const [suite] = shared;
  if (!suite) throw new TlsFailure("noSharedCipher", alerts.handshakeFailure);
  return suite;
}

/** A group for which the client sent a share, after a retry request where it sent none that fits. */
function* agreeOnGroup(
  c: Connection,
  suite: Suite,
  first: Received,
): Flow<{ received: Received; group: Group; share: Uint8Array }> {
  const find = ({ hello }: Received) => {
    for (const { group: id, bytes } of clientShares(hello.extensions)) {
      const group = c.context.groups.find((known) => known.id === id);
      if (group) return { group, share: bytes };
    }
    return undefined;
  };
  const found = find(first);
  if (found) return { received: first, ...found };
  const known = listOf(first.hello.extensions, extensions.supportedGroups);
  const group = c.context.groups.find(({ id }) => known.includes(id));
  if (!group) throw new TlsFailure("noSuitableKeyShare", alerts.handshakeFailure);
  c.foldTranscript(suite.hash);
  const list: Extensions = new Map([
    [extensions.supportedVersions, u16(versions.tls13)],
    [extensions.keyShare, u16(group.id)],
  ]);
  const { sessionId } = first.hello;
  const hello = { version: versions.tls12, random: retryRandom, sessionId, suite: suite.id, extensions: list };
  c.sendMessage(messageTypes.serverHello, writeServerHello(hello));
  c.sendChangeCipherSpec();
  const message = yield* c.read(messageTypes.clientHello);
  const received: Received = { ...first, hello: readClientHello(message.body), message };
  const second = find(received);
  if (!second) throw new TlsFailure("badKeyShare", alerts.illegalParameter);
  return { received, ...second };
}

/** The session of the first ticket that this server sealed, if the client proves that it knows its secret. */
function resumable(c: Connection, suite: Suite, { hello, message }: Received): Session | null {
  const offer = pskOffer(hello.extensions);
  const modes = hello.extensions.get(extensions.pskKeyExchangeModes);
  if (!offer || !modes?.subarray(1).includes(1)) return null;
  for (const [index, { identity }] of offer.identities.entries()) {
    const session = openTicket(c.context.ticketKeys, identity, c.events.nowMs());
    if (!session || session.version !== versions.tls13 || session.suite !== suite.id) continue;
    if (session.idContext !== c.context.sessionIdContext || index > 0) continue;
    const transcript = c.transcript();
    const covered = transcript.subarray(0, transcript.length - offer.bindersBytes);
    const key = new Schedule13(suite.hash, session.secret).binderKey();
    const binder = finishedMac(suite.hash, key, hashBytes(suite.hash, covered));
    if (!sameBytes(binder, offer.binders[index] ?? noBytes) || message.body.length === 0) {
      throw new TlsFailure("digestCheckFailed", alerts.illegalParameter);
    }
    return session;
  }
  return null;
}

function sendHello(
  c: Connection,
  suite: Suite,
  { hello }: Received,
  share: { group: number; bytes: Uint8Array },
  resumed: boolean,
): void {
  const list: Extensions = new Map([
    [extensions.supportedVersions, u16(versions.tls13)],
    [extensions.keyShare, writeShare(share)],
  ]);
  if (resumed) list.set(extensions.preSharedKey, u16(0));
  const { sessionId } = hello;
  c.sendMessage(
    messageTypes.serverHello,
    writeServerHello({ version: versions.tls12, random: c.serverRandom, sessionId, suite: suite.id, extensions: list }),
  );
}

function sendEncryptedExtensions(c: Connection, { hello }: Received): void {
  const list: Extensions = new Map();
  if (c.serverName && hello.extensions.has(extensions.serverName) && !c.resumed)
    list.set(extensions.serverName, noBytes);
  if (c.protocol !== null) list.set(extensions.applicationProtocols, protocolExtension(c.protocol));
  c.sendMessage(messageTypes.encryptedExtensions, writeExtensions(list));
}

function sendCertificate(c: Connection, suite: Suite, { schemes }: Received): void {
  const choice = chooseCredential(
    c.context,
    schemes.filter((scheme) => fitsVersion(scheme, c.version)),
  );
  if (!choice) throw new TlsFailure("noSuitableSignature", alerts.handshakeFailure);
  if (c.requestsCertificate) {
    const request = {
      schemes: c.context.schemes.filter((scheme) => fitsVersion(scheme, c.version)).map(({ id }) => id),
      authorities: c.context.authorityNames,
    };
    c.sendMessage(messageTypes.certificateRequest, writeCertificateRequest(c.version, request));
  }
  c.ownChain = choice.credential.chain;
  const answer = staple(c);
  const body = writeCertificates(c.version, c.ownChain, answer.length > 0 ? answer : undefined);
  c.sendMessage(messageTypes.certificate, body);
  sendCertificateVerify(c, suite, choice.credential, choice.scheme);
}

function* readClientCertificate(c: Connection, suite: Suite): Flow {
  const message = yield* c.read(messageTypes.certificate);
  c.peerChain = readCertificates(c.version, message.body).chain;
  checkClientChain(c);
  if (c.peerChain.length > 0) yield* readCertificateVerify(c, suite);
}

function finish(c: Connection, suite: Suite, schedule: Schedule13, application: TrafficSecrets): void {
  const resumption = resumptionSecret(c, suite, schedule);
  const updateKeys = keyUpdater(c, suite, application);
  c.afterHandshake = (message) => {
    if (!updateKeys(message)) throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
  };
  if (!c.context.tickets) return;
  const count = c.resumed ? ticketCounts.resumed : ticketCounts.full;
  for (let index = 0; index < count; index++) {
    const nonce = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, index);
    const session: Session = {
      version: c.version,
      suite: suite.id,
      secret: ticketSecret(suite, resumption, nonce),
      sessionId: randomBytes(32),
      ticket: noBytes,
      ageAdd: Number(toBigInt(randomBytes(4))),
      lifetimeSeconds: c.context.sessionSeconds,
      createdMs: c.events.nowMs(),
      extendedMasterSecret: true,
      peerChain: c.peerChain,
      serverName: c.serverName,
      idContext: c.context.sessionIdContext,
    };
    const ticket = sealTicket(c.context.ticketKeys, session);
    const { ageAdd, lifetimeSeconds } = session;
    c.sendAside(messageTypes.newSessionTicket, writeTicket(c.version, { lifetimeSeconds, ageAdd, nonce, ticket }));
    c.session ??= { ...session, ticket };
    c.events.newSession({ ...session, ticket });
  }
}
