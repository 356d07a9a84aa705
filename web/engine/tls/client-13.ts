/** The client's side of a TLS 1.3 handshake after the server's hello. */
import { noBytes } from "../crypto/bytes.ts";
import { type ClientOffer, takeProtocol } from "./client-offer.ts";
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
  ticketSecret,
} from "./handshake-13.ts";
import { readExtensions, type ServerHello } from "./hellos.ts";
import { readCertificateRequest, readCertificates, readTicket, writeCertificates } from "./messages.ts";
import { extensions, fitsVersion, messageTypes, versions } from "./parameters.ts";
import { protection13 } from "./protection.ts";
import { Schedule13 } from "./schedule.ts";
import type { Suite } from "./suites.ts";
import { WireReader } from "./wire.ts";

export function* continueClient13(c: Connection, suite: Suite, offer: ClientOffer, answer: ServerHello): Flow {
  const schedule = agree(c, suite, offer, answer);
  c.records.skipChangeCipherSpec = true;
  const secrets = handshakeSecrets(c, suite, schedule);
  c.records.reading = protection13(suite, secrets.server);
  const encrypted = yield* c.read(messageTypes.encryptedExtensions);
  takeProtocol(c, readExtensions(new WireReader(encrypted.body).vector16()));
  const request = c.resumed ? undefined : yield* readServerCertificate(c, suite);
  yield* readFinished(c, suite, secrets.server);
  const application = applicationSecrets(c, suite, schedule);
  c.sendChangeCipherSpec();
  c.records.writing = protection13(suite, secrets.client);
  if (request) sendCertificate(c, suite, request.schemes);
  sendFinished(c, suite, secrets.client);
  c.records.reading = protection13(suite, application.server);
  c.records.writing = protection13(suite, application.client);
  takeTickets(c, suite, resumptionSecret(c, suite, schedule), application);
}

function agree(c: Connection, suite: Suite, offer: ClientOffer, answer: ServerHello): Schedule13 {
  const share = answer.extensions.get(extensions.keyShare);
  if (!share || !offer.share) throw new TlsFailure("noSuitableKeyShare", alerts.missingExtension);
  const reader = new WireReader(share);
  const { group, pair } = offer.share;
  if (reader.u16() !== group.id) throw new TlsFailure("badKeyShare", alerts.illegalParameter);
  const shared = pair.agree(reader.vector16());
  c.ephemeral = { type: group.type, name: group.names[0] ?? "", size: group.bits };
  const session = answer.extensions.has(extensions.preSharedKey) ? offer.session : null;
  if (answer.extensions.has(extensions.preSharedKey) && session?.version !== versions.tls13) {
    throw new TlsFailure("unexpectedMessage", alerts.illegalParameter);
  }
  c.resumed = session !== null;
  if (session) {
    c.peerChain = session.peerChain;
    c.session = session;
  }
  const schedule = new Schedule13(suite.hash, session?.secret);
  schedule.agree(shared);
  return schedule;
}

function* readServerCertificate(c: Connection, suite: Suite): Flow<{ schemes: number[] } | undefined> {
  let message = yield* c.read(messageTypes.certificateRequest, messageTypes.certificate);
  let request: { schemes: number[] } | undefined;
  if (message.type === messageTypes.certificateRequest) {
    request = readCertificateRequest(c.version, message.body);
    message = yield* c.read(messageTypes.certificate);
  }
  const { chain, staple } = readCertificates(c.version, message.body);
  if (chain.length === 0) throw new TlsFailure("certificateVerifyFailed", alerts.decodeError);
  c.peerChain = chain;
  if (c.wantsStaple) c.events.stapled(staple ?? null);
  yield* readCertificateVerify(c, suite);
  return request;
}

/** An empty list where no credential fits what the server takes. */
function sendCertificate(c: Connection, suite: Suite, taken: number[]): void {
  const schemes = c.context.schemes.filter((scheme) => taken.includes(scheme.id) && fitsVersion(scheme, c.version));
  const choice = chooseCredential(c.context, schemes);
  c.ownChain = choice?.credential.chain ?? [];
  c.sendMessage(messageTypes.certificate, writeCertificates(c.version, c.ownChain));
  if (choice) sendCertificateVerify(c, suite, choice.credential, choice.scheme);
}

function takeTickets(
  c: Connection,
  suite: Suite,
  resumption: Uint8Array,
  secrets: { client: Uint8Array; server: Uint8Array },
): void {
  const updateKeys = keyUpdater(c, suite, secrets);
  c.afterHandshake = (message) => {
    if (updateKeys(message)) return;
    if (message.type !== messageTypes.newSessionTicket) {
      throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
    }
    const { lifetimeSeconds, ageAdd, nonce, ticket } = readTicket(c.version, message.body);
    c.session = {
      version: c.version,
      suite: suite.id,
      secret: ticketSecret(suite, resumption, nonce),
      sessionId: noBytes,
      ticket,
      ageAdd,
      lifetimeSeconds,
      createdMs: c.events.nowMs(),
      extendedMasterSecret: true,
      peerChain: c.peerChain,
      serverName: c.serverName,
      idContext: "",
    };
    c.events.newSession(c.session);
  };
}
