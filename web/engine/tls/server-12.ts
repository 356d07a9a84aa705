/** The server's side of a TLS 1.2 handshake. */
import { concatBytes, fromBigInt, noBytes, randomBytes, sameBytes } from "../crypto/bytes.ts";
import type { Connection, Flow } from "./connection.ts";
import { type Credential, chooseCredential } from "./context.ts";
import { alerts, TlsFailure } from "./failure.ts";
import { keyBlock, masterSecret, readFinished12, sendFinished12, session12 } from "./handshake-12.ts";
import { peerKey } from "./handshake-13.ts";
import { type ClientHello, type Extensions, listOf, writeServerHello } from "./hellos.ts";
import { finiteFieldPair, type Group, type KeyPair } from "./key-exchange.ts";
import {
  readCertificates,
  readSigned,
  writeCertificateRequest,
  writeCertificates,
  writeSigned,
  writeStatus,
  writeTicket,
} from "./messages.ts";
import { extensions, messageTypes, type Scheme, schemeOf } from "./parameters.ts";
import { decryptPremaster } from "./rsa-exchange.ts";
import { checkClientChain, chooseProtocol, protocolExtension, type Received, staple } from "./server-choices.ts";
import { isFresh, openTicket, type Session, sealTicket } from "./session.ts";
import { signWith, verifyWith } from "./signing.ts";
import { isModern, type Suite } from "./suites.ts";
import { u8, u16, vector8, vector16, WireReader } from "./wire.ts";

interface Choice {
  suite: Suite;
  credential: Credential;
  scheme: Scheme | undefined;
  group: Group | undefined;
}

interface Resumed {
  session: Session;
  suite: Suite;
}

export function* continueServer12(c: Connection, received: Received): Flow {
  const { hello } = received;
  c.serverRandom = randomBytes(32);
  const given = hello.extensions.get(extensions.renegotiationInfo);
  if (given ? !sameBytes(given, vector8(c.verifyData.client)) : c.established) {
    throw new TlsFailure("unsafeRenegotiation", alerts.handshakeFailure);
  }
  const extended = hello.extensions.has(extensions.extendedMasterSecret);
  const resumed = resumable(c, hello);
  c.protocol = chooseProtocol(c, received);
  if (resumed) yield* resume(c, received, resumed);
  else yield* fullHandshake(c, received, extended);
}

function* fullHandshake(c: Connection, received: Received, extended: boolean): Flow {
  const { hello } = received;
  const choice = choose(c, received);
  const { suite, credential } = choice;
  c.suite = suite;
  const givesTicket = c.context.tickets && hello.extensions.has(extensions.sessionTicket);
  const sessionId = givesTicket ? noBytes : randomBytes(32);
  const answer = staple(c);
  sendHello(c, received, suite, sessionId, givesTicket, answer.length > 0);
  c.ownChain = credential.chain;
  c.sendMessage(messageTypes.certificate, writeCertificates(c.version, credential.chain));
  if (answer.length > 0) c.sendMessage(messageTypes.certificateStatus, writeStatus(answer));
  const pair = sendKeyExchange(c, choice);
  if (c.requestsCertificate) {
    const request = { schemes: c.context.schemes.map(({ id }) => id), authorities: c.context.authorityNames };
    c.sendMessage(messageTypes.certificateRequest, writeCertificateRequest(c.version, request));
  }
  c.sendMessage(messageTypes.serverHelloDone, noBytes);
  if (c.requestsCertificate) {
    const message = yield* c.read(messageTypes.certificate);
    c.peerChain = readCertificates(c.version, message.body).chain;
    checkClientChain(c);
  }
  const exchange = yield* c.read(messageTypes.clientKeyExchange);
  const premaster = readPremaster(choice, pair, exchange.body);
  const master = masterSecret(c, suite, premaster, extended);
  if (c.peerChain.length > 0) yield* readVerify(c);
  const keys = keyBlock(c, suite, master);
  c.nextReading = keys.client;
  yield* readFinished12(c, suite, master);
  c.session = session12(c, suite, master, extended, { sessionId });
  if (givesTicket) sendTicket(c, c.session);
  else c.events.newSession(c.session);
  sendFinished12(c, suite, master, keys.server);
}

function* resume(c: Connection, received: Received, { session, suite }: Resumed): Flow {
  const { hello } = received;
  c.suite = suite;
  c.resumed = true;
  c.session = session;
  c.peerChain = session.peerChain;
  const renewsTicket = c.context.tickets && hello.extensions.has(extensions.sessionTicket);
  sendHello(c, received, suite, hello.sessionId, renewsTicket, false);
  const keys = keyBlock(c, suite, session.secret);
  if (renewsTicket) sendTicket(c, session);
  sendFinished12(c, suite, session.secret, keys.server);
  c.nextReading = keys.client;
  yield* readFinished12(c, suite, session.secret);
}

function sendTicket(c: Connection, session: Session): void {
  const ticket = sealTicket(c.context.ticketKeys, session);
  const body = { lifetimeSeconds: session.lifetimeSeconds, ageAdd: 0, nonce: noBytes, ticket };
  c.session = { ...session, ticket };
  c.sendMessage(messageTypes.newSessionTicket, writeTicket(c.version, body));
}

/** What the client's ticket holds, or what the program's store had for its id. */
function resumable(c: Connection, hello: ClientHello): Resumed | null {
  const ticket = hello.extensions.get(extensions.sessionTicket);
  const nowMs = c.events.nowMs();
  const session =
    c.context.tickets && ticket && ticket.length > 0
      ? openTicket(c.context.ticketKeys, ticket, nowMs)
      : c.offeredSession;
  if (!session || !isFresh(session, nowMs) || hello.sessionId.length === 0) return null;
  if (session.version !== c.version || session.idContext !== c.context.sessionIdContext) return null;
  if (session.extendedMasterSecret !== hello.extensions.has(extensions.extendedMasterSecret)) return null;
  if (session.serverName !== c.serverName || !hello.suites.includes(session.suite)) return null;
  const suite = c.context.suites.find(({ id }) => id === session.suite);
  return suite ? { session, suite } : null;
}

function choose(c: Connection, { hello, schemes }: Received): Choice {
  const own = c.context.suites.filter((suite) => !isModern(suite));
  const shared = c.context.serverOrder
    ? own.filter(({ id }) => hello.suites.includes(id))
    : hello.suites.flatMap((id) => own.find((suite) => suite.id === id) ?? []);
  const offeredGroups = listOf(hello.extensions, extensions.supportedGroups);
  const group = c.context.groups.find(({ id }) => offeredGroups.length === 0 || offeredGroups.includes(id));
  for (const suite of shared) {
    if (suite.exchange === "ecdhe" && !group) continue;
    if (suite.exchange === "dhe" && !c.context.dh) continue;
    const fits = ({ key }: Scheme) => (suite.auth === "rsa" ? key.startsWith("rsa") : !key.startsWith("rsa"));
    if (suite.exchange === "rsa") {
      const credential = c.context.credentials.find(({ keyType }) => keyType === "rsa");
      if (credential) return { suite, credential, scheme: undefined, group: undefined };
      continue;
    }
    const signer = chooseCredential(c.context, schemes.filter(fits));
    if (signer) return { suite, ...signer, group };
  }
  throw new TlsFailure("noSharedCipher", alerts.handshakeFailure);
}

function sendHello(
  c: Connection,
  { hello }: Received,
  suite: Suite,
  sessionId: Uint8Array,
  withTicket: boolean,
  withStatus: boolean,
): void {
  const { client, server } = c.verifyData;
  const list: Extensions = new Map([[extensions.renegotiationInfo, vector8(client, server)]]);
  if (c.serverName && !c.resumed) list.set(extensions.serverName, noBytes);
  if (hello.extensions.has(extensions.extendedMasterSecret)) list.set(extensions.extendedMasterSecret, noBytes);
  if (suite.exchange === "ecdhe") list.set(extensions.pointFormats, vector8(u8(0)));
  if (withTicket) list.set(extensions.sessionTicket, noBytes);
  if (withStatus) list.set(extensions.statusRequest, noBytes);
  if (c.protocol !== null) list.set(extensions.applicationProtocols, protocolExtension(c.protocol));
  const { version, serverRandom: random } = c;
  c.sendMessage(
    messageTypes.serverHello,
    writeServerHello({ version, random, sessionId, suite: suite.id, extensions: list }),
  );
}

const namedCurve = 3;

function sendKeyExchange(c: Connection, { suite, credential, scheme, group }: Choice): KeyPair | undefined {
  if (suite.exchange === "rsa" || !scheme) return undefined;
  const { dh } = c.context;
  const pair = suite.exchange === "dhe" && dh ? finiteFieldPair(dh) : group?.generate();
  if (!pair) throw new TlsFailure("internal", alerts.internalError);
  const parameters =
    suite.exchange === "dhe" && dh
      ? concatBytes(vector16(fromBigInt(dh.prime)), vector16(fromBigInt(dh.generator)), vector16(pair.publicBytes))
      : concatBytes(u8(namedCurve), u16(group?.id ?? 0), vector8(pair.publicBytes));
  c.ephemeral =
    suite.exchange === "dhe" && dh
      ? { type: "DH", size: dh.prime.toString(2).length }
      : { type: "ECDH", name: group?.names[0] ?? "", size: group?.bits ?? 0 };
  const signature = signWith(credential.key, scheme, concatBytes(c.clientRandom, c.serverRandom, parameters));
  c.sendMessage(messageTypes.serverKeyExchange, concatBytes(parameters, writeSigned({ scheme: scheme.id, signature })));
  return pair;
}

function readPremaster({ suite, credential }: Choice, pair: KeyPair | undefined, body: Uint8Array): Uint8Array {
  const reader = new WireReader(body);
  if (suite.exchange === "rsa") return decryptPremaster(credential.key, reader.vector16());
  const value = suite.exchange === "ecdhe" ? reader.vector8() : reader.vector16();
  reader.finish();
  if (!pair) throw new TlsFailure("internal", alerts.internalError);
  return pair.agree(value);
}

function* readVerify(c: Connection): Flow {
  const signed = c.transcript();
  const message = yield* c.read(messageTypes.certificateVerify);
  const { scheme: id, signature } = readSigned(new WireReader(message.body));
  const scheme = schemeOf(id);
  if (!scheme || !verifyWith(peerKey(c), scheme, signed, signature)) {
    throw new TlsFailure("badCertificateVerify", alerts.decryptError);
  }
}
