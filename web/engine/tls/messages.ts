/** The other handshake messages (RFC 8446, 4; RFC 5246, 7.4). */
import { concatBytes, noBytes } from "../crypto/bytes.ts";
import { type Extensions, readExtensions, writeExtensions } from "./hellos.ts";
import { extensions, versions } from "./parameters.ts";
import { numbers16, readNumbers16, u8, u16, u24, u32, vector8, vector16, vector24, WireReader } from "./wire.ts";

export interface HandshakeMessage {
  type: number;
  body: Uint8Array;
  /** With its head: what the transcript holds. */
  whole: Uint8Array;
}

export function handshakeMessage(type: number, body: Uint8Array): HandshakeMessage {
  return { type, body, whole: concatBytes(u8(type), u24(body.length), body) };
}

/** A chain of DER certificates, the leaf first. `staple` is the OCSP answer for the leaf (TLS 1.3). */
export function writeCertificates(version: number, chain: Uint8Array[], staple?: Uint8Array): Uint8Array {
  if (version < versions.tls13) return vector24(...chain.map((der) => vector24(der)));
  const entries = chain.map((der, index) => {
    const list: Extensions = new Map();
    if (index === 0 && staple) list.set(extensions.statusRequest, writeStatus(staple));
    return concatBytes(vector24(der), writeExtensions(list));
  });
  return concatBytes(vector8(noBytes), vector24(...entries));
}

export function readCertificates(version: number, body: Uint8Array): { chain: Uint8Array[]; staple?: Uint8Array } {
  const reader = new WireReader(body);
  if (version >= versions.tls13) reader.vector8();
  const list = new WireReader(reader.vector24());
  reader.finish();
  const chain: Uint8Array[] = [];
  let staple: Uint8Array | undefined;
  while (!list.done) {
    chain.push(list.vector24());
    if (version < versions.tls13) continue;
    const status = readExtensions(list.vector16()).get(extensions.statusRequest);
    if (status && chain.length === 1) staple = readStatus(status);
  }
  return staple ? { chain, staple } : { chain };
}

/** CertificateStatus: one OCSP answer. */
export const writeStatus = (answer: Uint8Array): Uint8Array => concatBytes(u8(1), vector24(answer));

export function readStatus(body: Uint8Array): Uint8Array {
  const reader = new WireReader(body);
  reader.u8();
  return reader.vector24();
}

export interface Signed {
  scheme: number;
  signature: Uint8Array;
}

export const writeSigned = ({ scheme, signature }: Signed): Uint8Array => concatBytes(u16(scheme), vector16(signature));

export function readSigned(reader: WireReader): Signed {
  return { scheme: reader.u16(), signature: reader.vector16() };
}

export interface CertificateRequest {
  schemes: number[];
  /** Distinguished names of the authorities that the server takes, DER. */
  authorities: Uint8Array[];
}

const rsaSign = 1;
const ecdsaSign = 64;

const writeAuthorities = (names: Uint8Array[]): Uint8Array => vector16(...names.map((name) => vector16(name)));

export function writeCertificateRequest(version: number, { schemes, authorities }: CertificateRequest): Uint8Array {
  if (version < versions.tls13) {
    return concatBytes(
      vector8(u8(rsaSign), u8(ecdsaSign)),
      vector16(numbers16(schemes)),
      writeAuthorities(authorities),
    );
  }
  const list: Extensions = new Map([[extensions.signatureAlgorithms, vector16(numbers16(schemes))]]);
  if (authorities.length > 0) list.set(extensions.certificateAuthorities, writeAuthorities(authorities));
  return concatBytes(vector8(noBytes), writeExtensions(list));
}

export function readCertificateRequest(version: number, body: Uint8Array): CertificateRequest {
  const reader = new WireReader(body);
  reader.vector8();
  if (version < versions.tls13) {
    return { schemes: readNumbers16(reader.vector16()), authorities: readVectors(reader.vector16()) };
  }
  const list = readExtensions(reader.vector16());
  const algorithms = list.get(extensions.signatureAlgorithms);
  const authorities = list.get(extensions.certificateAuthorities);
  return {
    schemes: algorithms ? readNumbers16(new WireReader(algorithms).vector16()) : [],
    authorities: authorities ? readVectors(new WireReader(authorities).vector16()) : [],
  };
}

function readVectors(bytes: Uint8Array): Uint8Array[] {
  const reader = new WireReader(bytes);
  const list: Uint8Array[] = [];
  while (!reader.done) list.push(reader.vector16());
  return list;
}

export interface Ticket {
  lifetimeSeconds: number;
  ageAdd: number;
  nonce: Uint8Array;
  ticket: Uint8Array;
}

export function writeTicket(version: number, { lifetimeSeconds, ageAdd, nonce, ticket }: Ticket): Uint8Array {
  if (version < versions.tls13) return concatBytes(u32(lifetimeSeconds), vector16(ticket));
  return concatBytes(u32(lifetimeSeconds), u32(ageAdd), vector8(nonce), vector16(ticket), writeExtensions(new Map()));
}

export function readTicket(version: number, body: Uint8Array): Ticket {
  const reader = new WireReader(body);
  const lifetimeSeconds = reader.u32();
  if (version < versions.tls13) return { lifetimeSeconds, ageAdd: 0, nonce: noBytes, ticket: reader.vector16() };
  return { lifetimeSeconds, ageAdd: reader.u32(), nonce: reader.vector8(), ticket: reader.vector16() };
}
