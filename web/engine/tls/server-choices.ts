/** What a server decides alike in both protocols. */
import { latin1Bytes, latin1Text, noBytes } from "../crypto/bytes.ts";
import type { Connection } from "./connection.ts";
import { alerts, TlsFailure } from "./failure.ts";
import type { ClientHello } from "./hellos.ts";
import type { HandshakeMessage } from "./messages.ts";
import { extensions, type Scheme, versions } from "./parameters.ts";
import { vector8, vector16, WireReader } from "./wire.ts";

export interface Received {
  hello: ClientHello;
  message: HandshakeMessage;
  /** Schemes that both sides have, in the client's order. */
  schemes: Scheme[];
}

/** The protocol of the application: the program's callback, else the server's first that the client has. */
export function chooseProtocol(c: Connection, { hello }: Received): string | null {
  const content = hello.extensions.get(extensions.applicationProtocols);
  if (!content) return null;
  const offered = new WireReader(content).vector16();
  if (c.events.chooseProtocol) {
    const at = c.events.chooseProtocol(offered);
    if (at === undefined) throw new TlsFailure("noApplicationProtocol", alerts.noApplicationProtocol);
    return latin1Text(new WireReader(offered.subarray(at)).vector8());
  }
  if (c.offeredProtocols.length === 0) return null;
  const names = protocolNames(offered);
  const chosen = protocolNames(c.offeredProtocols).find((name) => names.includes(name));
  if (chosen === undefined) throw new TlsFailure("noApplicationProtocol", alerts.noApplicationProtocol);
  return chosen;
}

function protocolNames(bytes: Uint8Array): string[] {
  const reader = new WireReader(bytes);
  const names: string[] = [];
  while (!reader.done) names.push(latin1Text(reader.vector8()));
  return names;
}

/** The program's wish for a client certificate, checked against what came. */
export function checkClientChain(c: Connection): void {
  if (c.peerChain.length > 0 || !c.requiresCertificate) return;
  const alert = c.version >= versions.tls13 ? alerts.certificateRequired : alerts.handshakeFailure;
  throw new TlsFailure("peerCertificateMissing", alert);
}

export const staple = (c: Connection): Uint8Array => (c.wantsStaple ? (c.staple ?? noBytes) : noBytes);

export function protocolExtension(protocol: string): Uint8Array {
  return vector16(vector8(latin1Bytes(protocol)));
}
