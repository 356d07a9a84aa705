/** X.509 certificates (RFC 5280) as far as they are looked into. */
import { bitStringBytes, DerReader, type DerValue, readOid, readSequence, readText, tags } from "./der.ts";
import type { Key } from "./key.ts";
import { readAlgorithm, readSpki } from "./key-read.ts";

export interface NamePart {
  oid: string;
  text: string;
}
/** Relative names in order; most have one part. */
export type Name = NamePart[][];

export interface Extension {
  critical: boolean;
  /** What the extension's octet string holds. */
  value: Uint8Array;
}

export interface GeneralName {
  /** Number of the choice in RFC 5280's GeneralName. */
  kind: number;
  value: DerValue;
}

export interface Certificate {
  der: Uint8Array;
  /** The part that is signed. */
  signed: Uint8Array;
  serial: bigint;
  issuer: Name;
  issuerDer: Uint8Array;
  subject: Name;
  subjectDer: Uint8Array;
  from: Date;
  until: Date;
  spki: Uint8Array;
  key: Key;
  extensions: Map<string, Extension>;
  signatureOid: string;
  signatureParameters: DerValue | undefined;
  signature: Uint8Array;
}

export const extensionOids = {
  subjectKey: "2.5.29.14",
  keyUsage: "2.5.29.15",
  altName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKey: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  infoAccess: "1.3.6.1.5.5.7.1.1",
} as const;

function readName(value: DerValue): Name {
  const name: Name = [];
  const reader = new DerReader(value.content);
  while (!reader.done) {
    const parts: NamePart[] = [];
    const set = new DerReader(reader.next(tags.set).content);
    while (!set.done) {
      const pair = set.sequence();
      parts.push({ oid: pair.oid(), text: readText(pair.next()) });
    }
    name.push(parts);
  }
  return name;
}

/** UTCTime or GeneralizedTime. */
export function readTime({ tag, content }: DerValue): Date {
  const text = String.fromCharCode(...content);
  const digits = tag === tags.utcTime ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text;
  const [, year = "", month = "", day = "", hour = "", minute = "", second = ""] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(digits) ?? [];
  return new Date(Date.UTC(+year, +month - 1, +day, +hour, +minute, +second));
}

function readExtensions(value: DerValue | undefined): Map<string, Extension> {
  const extensions = new Map<string, Extension>();
  if (!value) return extensions;
  const reader = readSequence(value.content);
  while (!reader.done) {
    const one = reader.sequence();
    const oid = one.oid();
    const critical = one.optional(tags.boolean);
    extensions.set(oid, { critical: critical?.content[0] === 0xff, value: one.octets() });
  }
  return extensions;
}

/** Reads one certificate; what is none is a DerFailure. */
export function readCertificate(bytes: Uint8Array): Certificate {
  const whole = new DerReader(bytes).next(tags.sequence);
  const outer = new DerReader(whole.content);
  const signed = outer.next(tags.sequence);
  const { oid: signatureOid, parameters: signatureParameters } = readAlgorithm(outer);
  const signature = bitStringBytes(outer.next(tags.bitString).content);
  const inner = new DerReader(signed.content);
  inner.optional(0xa0);
  const serial = inner.integer();
  inner.next(tags.sequence);
  const issuer = inner.next(tags.sequence);
  const validity = inner.sequence();
  const [from, until] = [readTime(validity.next()), readTime(validity.next())];
  const subject = inner.next(tags.sequence);
  const spki = inner.next(tags.sequence).whole;
  inner.optional(0x81);
  inner.optional(0x82);
  return {
    der: whole.whole,
    signed: signed.whole,
    serial,
    issuer: readName(issuer),
    issuerDer: issuer.whole,
    subject: readName(subject),
    subjectDer: subject.whole,
    from,
    until,
    spki,
    key: readSpki(spki),
    extensions: readExtensions(inner.optional(0xa3)),
    signatureOid,
    signatureParameters,
    signature,
  };
}

/** The names of a GeneralNames sequence. */
export function readGeneralNames(bytes: Uint8Array): GeneralName[] {
  const names: GeneralName[] = [];
  const reader = readSequence(bytes);
  while (!reader.done) {
    const value = reader.next();
    names.push({ kind: value.tag & 0x1f, value });
  }
  return names;
}

export function altNames({ extensions }: Certificate): GeneralName[] | undefined {
  const extension = extensions.get(extensionOids.altName);
  return extension && readGeneralNames(extension.value);
}

/** Access methods with their places. */
export function infoAccess({ extensions }: Certificate): { oid: string; name: GeneralName }[] | undefined {
  const extension = extensions.get(extensionOids.infoAccess);
  if (!extension) return undefined;
  const reader = readSequence(extension.value);
  const found: { oid: string; name: GeneralName }[] = [];
  while (!reader.done) {
    const one = reader.sequence();
    const oid = one.oid();
    const value = one.next();
    found.push({ oid, name: { kind: value.tag & 0x1f, value } });
  }
  return found;
}

export function extendedKeyUsage({ extensions }: Certificate): string[] | undefined {
  const extension = extensions.get(extensionOids.extendedKeyUsage);
  if (!extension) return undefined;
  const reader = readSequence(extension.value);
  const found: string[] = [];
  while (!reader.done) found.push(readOid(reader.next(tags.oid).content));
  return found;
}

/** Bits of the key usage: 0x80 digital signature … 0x04 certificates; nothing when all are allowed. */
export function keyUsage({ extensions }: Certificate): number | undefined {
  const extension = extensions.get(extensionOids.keyUsage);
  return extension && bitStringBytes(new DerReader(extension.value).next(tags.bitString).content)[0];
}

/** Says that it may sign certificates; an old certificate without extensions that signed itself counts as one. */
export function isAuthority(certificate: Certificate): boolean {
  const constraints = certificate.extensions.get(extensionOids.basicConstraints);
  if (!constraints) return false;
  return readSequence(constraints.value).optional(tags.boolean)?.content[0] === 0xff;
}

export function subjectKeyId({ extensions }: Certificate): Uint8Array | undefined {
  const extension = extensions.get(extensionOids.subjectKey);
  return extension && new DerReader(extension.value).octets();
}

export function authorityKeyId({ extensions }: Certificate): Uint8Array | undefined {
  const extension = extensions.get(extensionOids.authorityKey);
  return extension && readSequence(extension.value).optional(0x80)?.content;
}
