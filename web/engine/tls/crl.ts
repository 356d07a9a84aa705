/** Certificate revocation lists (RFC 5280, 5). */
import { readTime } from "../crypto/certificate.ts";
import { bitStringBytes, DerFailure, DerReader, type DerValue, tags } from "../crypto/der.ts";
import { readAlgorithm } from "../crypto/key-read.ts";

export interface Crl {
  issuerDer: Uint8Array;
  nextUpdate: Date | undefined;
  revoked: Set<bigint>;
  signed: Uint8Array;
  signatureOid: string;
  signatureParameters: DerValue | undefined;
  signature: Uint8Array;
}

const isTime = (value: DerValue | undefined): boolean =>
  value?.tag === tags.utcTime || value?.tag === tags.generalizedTime;

/** Throws DerFailure for bytes that are no list. */
export function readCrl(bytes: Uint8Array): Crl {
  const outer = new DerReader(bytes).sequence();
  const signed = outer.next(tags.sequence);
  const { oid: signatureOid, parameters: signatureParameters } = readAlgorithm(outer);
  const signature = bitStringBytes(outer.next(tags.bitString).content);
  const inner = new DerReader(signed.content);
  inner.optional(tags.integer);
  inner.next(tags.sequence);
  const issuerDer = inner.next(tags.sequence).whole;
  if (!isTime(inner.next())) throw new DerFailure("time");
  const next = inner.optional(tags.utcTime) ?? inner.optional(tags.generalizedTime);
  const entries = inner.optional(tags.sequence);
  const revoked = new Set<bigint>();
  for (const list = new DerReader(entries?.content ?? new Uint8Array(0)); !list.done; ) {
    revoked.add(list.sequence().integer());
  }
  const nextUpdate = next && readTime(next);
  return { issuerDer, nextUpdate, revoked, signed: signed.whole, signatureOid, signatureParameters, signature };
}

export const isRevoked = ({ revoked }: Crl, serial: bigint): boolean => revoked.has(serial);
