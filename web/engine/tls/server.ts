/** The server's side: reads the hello, asks the program what it must, and chooses the protocol. */
import { utf8Text } from "../crypto/bytes.ts";
import type { Connection, Flow, HelloInfo } from "./connection.ts";
import { alerts, TlsFailure } from "./failure.ts";
import { type ClientHello, clientVersions, listOf, readClientHello, serverNameOf } from "./hellos.ts";
import { extensions, messageTypes, schemes, versions } from "./parameters.ts";
import { continueServer12 } from "./server-12.ts";
import { continueServer13 } from "./server-13.ts";
import type { Received } from "./server-choices.ts";

export function* serverHandshake(c: Connection): Flow {
  if (c.established) c.context = { ...c.context, minVersion: c.version, maxVersion: c.version };
  c.afterHandshake = (message) => {
    if (message.type !== messageTypes.clientHello || c.version >= versions.tls13) {
      throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
    }
    c.renegotiate(serverHandshake(c), message);
  };
  const message = yield* c.read(messageTypes.clientHello);
  const hello = readClientHello(message.body);
  c.clientRandom = hello.random;
  const info = helloInfo(hello);
  c.serverName = info.serverName;
  c.wantsStaple = info.wantsStaple;
  c.version = chooseVersion(c, hello);
  if (c.events.clientHello(info)) yield* c.pause();
  if (c.events.certificateWanted(info)) yield* c.pause();
  const offered = listOf(hello.extensions, extensions.signatureAlgorithms);
  c.sharedSchemes = offered.filter((id) => c.context.schemes.some((scheme) => scheme.id === id));
  const shared = c.sharedSchemes.flatMap((id) => schemes.find((scheme) => scheme.id === id) ?? []);
  const received: Received = { hello, message, schemes: shared };
  if (c.version >= versions.tls13) yield* continueServer13(c, received);
  else yield* continueServer12(c, received);
}

function helloInfo({ sessionId, extensions: list }: ClientHello): HelloInfo {
  const ticket = list.get(extensions.sessionTicket);
  const name = serverNameOf(list);
  return {
    sessionId,
    hasTicket: (ticket !== undefined && ticket.length > 0) || list.has(extensions.preSharedKey),
    serverName: name ? utf8Text(name) : "",
    wantsStaple: list.has(extensions.statusRequest),
  };
}

function chooseVersion(c: Connection, hello: ClientHello): number {
  const { minVersion, maxVersion } = c.context;
  const spoken = [versions.tls13, versions.tls12];
  const chosen = clientVersions(hello)
    .filter((version) => spoken.some((known) => known === version) && version >= minVersion && version <= maxVersion)
    .sort((a, b) => b - a)[0];
  if (chosen === undefined) throw new TlsFailure("unsupportedProtocol", alerts.protocolVersion);
  return chosen;
}
