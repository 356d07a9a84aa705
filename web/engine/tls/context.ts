/** What a program has set on a secure context, in the form that handshakes use. */
import type { Key } from "../crypto/key.ts";
import type { FiniteField, Group } from "./key-exchange.ts";
import type { Scheme } from "./parameters.ts";
import type { Suite } from "./suites.ts";

export interface Credential {
  /** DER, the leaf first. */
  chain: Uint8Array[];
  key: Key;
  /** Type of the leaf's key. */
  keyType: Key["type"];
}

export interface TlsContext {
  minVersion: number;
  maxVersion: number;
  /** Of TLS 1.3 and 1.2, in order of preference. */
  suites: Suite[];
  groups: Group[];
  schemes: Scheme[];
  credentials: Credential[];
  /** Names (DER) of the authorities that a server tells its clients. */
  authorityNames: Uint8Array[];
  serverOrder: boolean;
  tickets: boolean;
  ticketKeys: Uint8Array;
  sessionSeconds: number;
  sessionIdContext: string;
  dh: FiniteField | null;
}

/** The credential for one of the schemes that the peer takes. */
export function chooseCredential(
  context: TlsContext,
  schemes: Scheme[],
): { credential: Credential; scheme: Scheme } | undefined {
  for (const scheme of schemes) {
    const credential = context.credentials.find(
      ({ key, keyType }) =>
        keyType === scheme.key && (scheme.curve === undefined || key.type !== "ec" || key.curve.name === scheme.curve),
    );
    if (credential) return { credential, scheme };
  }
  return undefined;
}
