/** Certificates made on the spot for tests: an authority and leaves that it signed. */
import { createPrivateKey, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { utf8Bytes } from "../../web/engine/crypto/bytes.ts";
import {
  der,
  derBits,
  derInteger,
  derNull,
  derOctets,
  derOid,
  derSequence,
  derTagged,
  tags,
} from "../../web/engine/crypto/der.ts";
import { writePem } from "../../web/engine/crypto/pem.ts";

export interface Issued {
  name: string;
  certificatePem: string;
  keyPem: string;
  der: Uint8Array;
}

const algorithms = { rsa: "1.2.840.113549.1.1.11", ec: "1.2.840.10045.4.3.2" } as const;
export type KeyKind = keyof typeof algorithms;

const nameOf = (text: string): Uint8Array =>
  derSequence(der(tags.set, derSequence(derOid("2.5.4.3"), der(tags.utf8, utf8Bytes(text)))));
const time = (date: Date): Uint8Array => {
  const digits = date.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return der(tags.generalizedTime, utf8Bytes(`${digits}Z`));
};
const algorithmOf = (kind: KeyKind): Uint8Array =>
  kind === "rsa" ? derSequence(derOid(algorithms.rsa), derNull) : derSequence(derOid(algorithms.ec));
const extension = (oid: string, value: Uint8Array): Uint8Array => derSequence(derOid(oid), derOctets(value));

function keyPair(kind: KeyKind): { publicKey: KeyObject; privateKey: KeyObject } {
  return kind === "rsa"
    ? generateKeyPairSync("rsa", { modulusLength: 2048 })
    : generateKeyPairSync("ec", { namedCurve: "prime256v1" });
}

export interface CertificateOptions {
  kind?: KeyKind;
  issuer?: Issued & { kind: KeyKind };
  from?: Date;
  until?: Date;
  isAuthority?: boolean;
}

const dayMs = 86_400_000;
let serial = 1;

export function issue(name: string, options: CertificateOptions = {}): Issued & { kind: KeyKind } {
  const { kind = "ec", issuer, isAuthority = false } = options;
  const { publicKey, privateKey } = keyPair(kind);
  const keyPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const signerKind = issuer?.kind ?? kind;
  const constraints = derSequence(...(isAuthority ? [der(tags.boolean, Uint8Array.of(0xff))] : []));
  const alternative = derSequence(der(0x82, utf8Bytes(name)));
  const body = derSequence(
    derTagged(0, derInteger(2)),
    derInteger(serial++),
    algorithmOf(signerKind),
    nameOf(issuer?.name ?? name),
    derSequence(
      time(options.from ?? new Date(Date.now() - dayMs)),
      time(options.until ?? new Date(Date.now() + 30 * dayMs)),
    ),
    nameOf(name),
    Uint8Array.from(publicKey.export({ type: "spki", format: "der" })),
    derTagged(3, derSequence(extension("2.5.29.19", constraints), extension("2.5.29.17", alternative))),
  );
  const signer = issuer ? createPrivateKey(issuer.keyPem) : privateKey;
  const signature = createSign("sha256").update(body).sign(signer);
  const whole = derSequence(body, algorithmOf(signerKind), derBits(Uint8Array.from(signature)));
  return { name, kind, certificatePem: writePem("CERTIFICATE", whole), keyPem, der: whole };
}
