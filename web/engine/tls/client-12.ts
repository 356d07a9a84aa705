/** The client's side of a TLS 1.2 handshake after the server's hello. */
import { concatBytes, noBytes, randomBytes, sameBytes, toBigInt } from "../crypto/bytes.ts";
import { type ClientOffer, takeProtocol } from "./client-offer.ts";
import type { Connection, Flow } from "./connection.ts";
import { type Credential, chooseCredential } from "./context.ts";
import { alerts, TlsFailure } from "./failure.ts";
import { keyBlock, masterSecret, readFinished12, sendFinished12, session12 } from "./handshake-12.ts";
import { peerKey } from "./handshake-13.ts";
import type { ServerHello } from "./hellos.ts";
import { finiteFieldPair, groups } from "./key-exchange.ts";
import {
  type CertificateRequest,
  type HandshakeMessage,
  readCertificateRequest,
  readCertificates,
  readSigned,
  readStatus,
  readTicket,
  writeCertificates,
  writeSigned,
} from "./messages.ts";
import { extensions, messageTypes, type Scheme, schemeOf, versions } from "./parameters.ts";
import { encryptPremaster } from "./rsa-exchange.ts";
import { signWith, verifyWith } from "./signing.ts";
import type { Suite } from "./suites.ts";
import { u16, vector8, vector16, WireReader } from "./wire.ts";

export function* continueClient12(c: Connection, suite: Suite, offer: ClientOffer, answer: ServerHello): Flow {
  takeProtocol(c, answer.extensions);
  checkRenegotiation(c, answer);
  const extended = answer.extensions.has(extensions.extendedMasterSecret);
  const promisesTicket = answer.extensions.has(extensions.sessionTicket);
  c.afterHandshake = afterClient12(c);
  const { session } = offer;
  const isResumed =
    session !== null &&
    session.version === versions.tls12 &&
    answer.sessionId.length > 0 &&
    sameBytes(answer.sessionId, offer.hello.sessionId);
  if (isResumed) {
    yield* resume(c, suite, session.secret, promisesTicket, offer);
    return;
  }
  const server = yield* readServerFlight(c, suite, answer);
  const choice = server.request && answerRequest(c, server.request);
  if (server.request) c.sendMessage(messageTypes.certificate, writeCertificates(c.version, c.ownChain));
  const { premaster, message } = exchange(c, suite, server.parameters);
  c.sendMessage(messageTypes.clientKeyExchange, message);
  const master = masterSecret(c, suite, premaster, extended);
  if (choice) sendVerify(c, choice);
  const keys = keyBlock(c, suite, master);
  sendFinished12(c, suite, master, keys.client);
  c.nextReading = keys.server;
  const ticket = promisesTicket ? yield* readNewTicket(c) : undefined;
  yield* readFinished12(c, suite, master);
  const sessionId = answer.sessionId;
  if (sessionId.length > 0 || ticket) {
    c.session = session12(c, suite, master, extended, {
      // A ticket is offered beside an id of the client's own, by which the answer is known.
      sessionId: ticket ? randomBytes(32) : sessionId,
      ticket: ticket?.ticket ?? noBytes,
      ...(ticket && ticket.lifetimeSeconds > 0 ? { lifetimeSeconds: ticket.lifetimeSeconds } : {}),
    });
    c.events.newSession(c.session);
  }
}

function* resume(
  c: Connection,
  suite: Suite,
  master: Uint8Array,
  promisesTicket: boolean,
  { session }: ClientOffer,
): Flow {
  c.resumed = true;
  c.session = session;
  c.peerChain = session?.peerChain ?? [];
  const keys = keyBlock(c, suite, master);
  c.nextReading = keys.server;
  if (promisesTicket) yield* readNewTicket(c);
  yield* readFinished12(c, suite, master);
  sendFinished12(c, suite, master, keys.client);
}

function* readNewTicket(c: Connection): Flow<{ ticket: Uint8Array; lifetimeSeconds: number }> {
  const message = yield* c.read(messageTypes.newSessionTicket);
  return readTicket(c.version, message.body);
}

interface ServerFlight {
  request: CertificateRequest | undefined;
  parameters: ServerParameters | undefined;
}

/** Certificate, its status, key exchange and request, up to ServerHelloDone. */
function* readServerFlight(c: Connection, suite: Suite, answer: ServerHello): Flow<ServerFlight> {
  const certificate = yield* c.read(messageTypes.certificate);
  c.peerChain = readCertificates(c.version, certificate.body).chain;
  if (c.peerChain.length === 0) throw new TlsFailure("certificateVerifyFailed", alerts.decodeError);
  const { certificateStatus, serverKeyExchange, certificateRequest, serverHelloDone } = messageTypes;
  let staple: Uint8Array | null = null;
  let parameters: ServerParameters | undefined;
  let request: CertificateRequest | undefined;
  let message = yield* c.read(certificateStatus, serverKeyExchange, certificateRequest, serverHelloDone);
  if (message.type === certificateStatus) {
    staple = readStatus(message.body);
    message = yield* c.read(serverKeyExchange, certificateRequest, serverHelloDone);
  }
  if (c.wantsStaple && (staple || !answer.extensions.has(extensions.statusRequest))) c.events.stapled(staple);
  if (message.type === serverKeyExchange) {
    parameters = readParameters(c, suite, message.body);
    message = yield* c.read(certificateRequest, serverHelloDone);
  }
  if (message.type === certificateRequest) {
    request = readCertificateRequest(c.version, message.body);
    yield* c.read(serverHelloDone);
  }
  if ((suite.exchange === "rsa") !== (parameters === undefined)) {
    throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
  }
  return { request, parameters };
}

type ServerParameters = { type: "ecdhe"; group: number; point: Uint8Array } | DheParameters;
interface DheParameters {
  type: "dhe";
  prime: Uint8Array;
  generator: Uint8Array;
  value: Uint8Array;
}

const namedCurve = 3;
/** OpenSSL's least modulus for a client. */
const leastPrimeBits = 1_024;

function readParameters(c: Connection, suite: Suite, body: Uint8Array): ServerParameters {
  const reader = new WireReader(body);
  let parameters: ServerParameters;
  let signed: Uint8Array;
  if (suite.exchange === "ecdhe") {
    if (reader.u8() !== namedCurve) throw new TlsFailure("badKeyShare", alerts.illegalParameter);
    parameters = { type: "ecdhe", group: reader.u16(), point: reader.vector8() };
    signed = body.subarray(0, 4 + parameters.point.length);
  } else {
    const [prime, generator, value] = [reader.vector16(), reader.vector16(), reader.vector16()];
    parameters = { type: "dhe", prime, generator, value };
    signed = body.subarray(0, 6 + prime.length + generator.length + value.length);
  }
  const { scheme: id, signature } = readSigned(reader);
  reader.finish();
  const scheme = schemeOf(id);
  const message = concatBytes(c.clientRandom, c.serverRandom, signed);
  if (!scheme || !verifyWith(peerKey(c), scheme, message, signature)) {
    throw new TlsFailure("badCertificateVerify", alerts.decryptError);
  }
  return parameters;
}

/** The secret of both sides and what the client sends for it. */
function exchange(
  c: Connection,
  suite: Suite,
  parameters: ServerParameters | undefined,
): { premaster: Uint8Array; message: Uint8Array } {
  if (parameters === undefined) {
    const premaster = concatBytes(u16(versions.tls12), randomBytes(46));
    return { premaster, message: vector16(encryptPremaster(peerKey(c), premaster)) };
  }
  if (parameters.type === "ecdhe") {
    const group = groups.find(({ id }) => id === parameters.group);
    if (!group || suite.exchange !== "ecdhe") throw new TlsFailure("badKeyShare", alerts.illegalParameter);
    const pair = group.generate();
    c.ephemeral = { type: group.type, name: group.names[0] ?? "", size: group.bits };
    return { premaster: pair.agree(parameters.point), message: vector8(pair.publicBytes) };
  }
  const prime = toBigInt(parameters.prime);
  const bits = prime.toString(2).length;
  if (bits < leastPrimeBits) throw new TlsFailure("badKeyShare", alerts.handshakeFailure);
  const pair = finiteFieldPair({ prime, generator: toBigInt(parameters.generator) });
  c.ephemeral = { type: "DH", size: bits };
  return { premaster: pair.agree(parameters.value), message: vector16(pair.publicBytes) };
}

type Choice = { credential: Credential; scheme: Scheme };

function answerRequest(c: Connection, request: CertificateRequest): Choice | undefined {
  const choice = chooseCredential(
    c.context,
    c.context.schemes.filter(({ id }) => request.schemes.includes(id)),
  );
  c.ownChain = choice?.credential.chain ?? [];
  return choice;
}

function sendVerify(c: Connection, { credential, scheme }: Choice): void {
  const signature = signWith(credential.key, scheme, c.transcript());
  c.sendMessage(messageTypes.certificateVerify, writeSigned({ scheme: scheme.id, signature }));
}

/** The server repeats both sides' last Finished: nobody has spliced two connections together (RFC 5746). */
function checkRenegotiation(c: Connection, answer: ServerHello): void {
  const { client, server } = c.verifyData;
  const expected = vector8(client, server);
  const given = answer.extensions.get(extensions.renegotiationInfo);
  // A server that never heard of the extension may only be met for the first time.
  if (!given ? c.established : !sameBytes(given, expected)) {
    throw new TlsFailure("unsafeRenegotiation", alerts.handshakeFailure);
  }
}

/** A server that asks for another handshake is told that there is none. */
function afterClient12(c: Connection): (message: HandshakeMessage) => void {
  return (message) => {
    if (message.type !== messageTypes.helloRequest) throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
    c.warn(alerts.noRenegotiation);
  };
}
