/** What the client has said of itself, for both protocols. */
import type { Connection } from "./connection.ts";
import type { ClientHello, Extensions } from "./hellos.ts";
import type { Group, KeyPair } from "./key-exchange.ts";
import { extensions } from "./parameters.ts";
import type { Session } from "./session.ts";
import { WireReader } from "./wire.ts";

export interface ClientOffer {
  hello: ClientHello;
  share: { group: Group; pair: KeyPair } | null;
  session: Session | null;
}

/** The server's choice among the offered protocols, as it stands in its extension. */
export function takeProtocol(c: Connection, list: Extensions): void {
  const content = list.get(extensions.applicationProtocols);
  if (!content) return;
  c.protocol = String.fromCharCode(...new WireReader(new WireReader(content).vector16()).vector8());
}
