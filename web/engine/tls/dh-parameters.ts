/** Finite-field parameters of TLS 1.2 servers. */
import { latin1Text } from "../crypto/bytes.ts";
import { DerFailure, readSequence } from "../crypto/der.ts";
import { dhGroup } from "../crypto/dh.ts";
import { readPem } from "../crypto/pem.ts";
import type { FiniteField } from "./key-exchange.ts";

/** PKCS #3 in PEM; undefined for what is none: Node then leaves these suites off. */
export function readDhParameters(bytes: Uint8Array): FiniteField | undefined {
  const block = readPem(latin1Text(bytes)).find(({ label }) => label === "DH PARAMETERS");
  if (!block) return undefined;
  try {
    const reader = readSequence(block.bytes);
    return { prime: reader.integer(), generator: reader.integer() };
  } catch (error) {
    if (error instanceof DerFailure) return undefined;
    throw error;
  }
}

/** What `dhparam: "auto"` uses. */
export function standardField(): FiniteField | null {
  const group = dhGroup("modp14");
  return group ? { prime: group.p, generator: group.g } : null;
}
