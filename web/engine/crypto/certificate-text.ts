/** Certificates in words, as Node prints them. */
import { toHex } from "./bytes.ts";
import { altNames, type Certificate, type GeneralName, infoAccess, type Name } from "./certificate.ts";
import { DerReader, readOid, readText, tags } from "./der.ts";

/** Short names of the attributes of names. */
const attributes: Record<string, string> = {
  "2.5.4.3": "CN",
  "2.5.4.4": "SN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "title",
  "2.5.4.13": "description",
  "2.5.4.15": "businessCategory",
  "2.5.4.17": "postalCode",
  "2.5.4.41": "name",
  "2.5.4.42": "GN",
  "2.5.4.43": "initials",
  "2.5.4.44": "generationQualifier",
  "2.5.4.45": "x500UniqueIdentifier",
  "2.5.4.46": "dnQualifier",
  "2.5.4.65": "pseudonym",
  "1.2.840.113549.1.9.1": "emailAddress",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL",
  "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST",
  "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
};

const accessMethods: Record<string, string> = { "1.3.6.1.5.5.7.48.1": "OCSP", "1.3.6.1.5.5.7.48.2": "CA Issuers" };

const signatureNames: Record<string, string> = {
  "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
  "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
  "1.2.840.113549.1.1.10": "rsassaPss",
  "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
  "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
  "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
  "1.2.840.113549.1.1.14": "sha224WithRSAEncryption",
  "1.2.840.10045.4.1": "ecdsa-with-SHA1",
  "1.2.840.10045.4.3.1": "ecdsa-with-SHA224",
  "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
  "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
  "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
  "1.2.840.10040.4.3": "dsaWithSHA1",
  "2.16.840.1.101.3.4.3.2": "dsa_with_SHA256",
  "1.3.101.112": "ED25519",
  "1.3.101.113": "ED448",
};

export function attributeName(oid: string): string {
  return attributes[oid] ?? oid;
}

export function signatureName({ signatureOid }: Certificate): string | undefined {
  return signatureNames[signatureOid];
}

/** RFC 2253's escapes, and control characters in hexadecimal. */
function escapeValue(text: string): string {
  let result = "";
  for (const [index, character] of [...text].entries()) {
    const code = character.codePointAt(0) ?? 0;
    const isEdge =
      (character === " " && (index === 0 || index === [...text].length - 1)) || (character === "#" && index === 0);
    if (code < 0x20 || code === 0x7f) result += `\\${code.toString(16).toUpperCase().padStart(2, "0")}`;
    else result += isEdge || ',+"\\<>;'.includes(character) ? `\\${character}` : character;
  }
  return result;
}

const rdn = (parts: Name[number], plus: string) =>
  parts.map(({ oid, text }) => `${attributeName(oid)}=${escapeValue(text)}`).join(plus);

/** One attribute a line. */
export function nameText(name: Name): string {
  return name.map((parts) => rdn(parts, " + ")).join("\n");
}

/** In a line, the most specific first (RFC 2253). */
function nameLine(name: Name): string {
  return name
    .toReversed()
    .map((parts) => rdn(parts, "+"))
    .join(",");
}

/** Attributes by name, as a certificate in Node's old form has them. */
export function nameObject(name: Name): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = Object.create(null);
  for (const { oid, text } of name.flat()) {
    const key = attributeName(oid);
    const known = result[key];
    result[key] = known === undefined ? text : [known, text].flat();
  }
  return result;
}

/** Control characters and, where the text is not UTF-8, everything beyond ASCII. */
function isHidden(character: string, isUtf8: boolean): boolean {
  return character < " " || character === "\x7f" || (!isUtf8 && character > "~");
}

/** Text that could be taken for a separator is quoted as JSON quotes it. */
function altText(text: string, isUtf8: boolean, prefix = ""): string {
  const characters = [...text];
  const isSafe = characters.every((character) => !"\"\\,'".includes(character) && !isHidden(character, isUtf8));
  if (isSafe) return prefix + text;
  const escaped = characters.map((character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    if (!isHidden(character, isUtf8)) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${prefix}${escaped.join("")}"`;
}

export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16) return `<invalid length=${bytes.length}>`;
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
  return groups.map((group) => group.toString(16).toUpperCase()).join(":");
}

/** Other names whose values are text. */
const otherNames: Record<string, [prefix: string, tag: number, isUtf8: boolean]> = {
  "1.3.6.1.5.5.7.8.5": ["XmppAddr:", tags.utf8, true],
  "1.3.6.1.5.5.7.8.7": ["SRVName:", tags.ia5, false],
  "1.3.6.1.5.5.7.8.8": ["NAIRealm:", tags.utf8, true],
  "1.3.6.1.5.5.7.8.9": ["SmtpUTF8Mailbox:", tags.utf8, true],
  "1.3.6.1.4.1.311.20.2.3": ["UPN:", tags.utf8, true],
};

function otherName(content: Uint8Array): string {
  const reader = new DerReader(content);
  const known = otherNames[reader.oid()];
  const value = known && new DerReader(reader.next().content).next();
  if (!known || !value || value.tag !== known[1]) return "othername:<unsupported>";
  return `othername:${altText(readText(value), known[2], known[0])}`;
}

const latin1 = (bytes: Uint8Array) => readText({ tag: tags.ia5, content: bytes, whole: bytes });

function generalName({ kind, value }: GeneralName): string {
  switch (kind) {
    case 0:
      return otherName(value.content);
    case 1:
      return `email:${altText(latin1(value.content), false)}`;
    case 2:
      return `DNS:${altText(latin1(value.content), false)}`;
    case 3:
      return "X400Name:<unsupported>";
    case 4:
      return `DirName:${altText(nameLine(directoryName(value.content)), true)}`;
    case 5:
      return "EdiPartyName:<unsupported>";
    case 6:
      return `URI:${altText(latin1(value.content), false)}`;
    case 7:
      return `IP Address:${addressText(value.content)}`;
    default:
      return `Registered ID:${attributeName(readOid(value.content))}`;
  }
}

function directoryName(content: Uint8Array): Name {
  const name: Name = [];
  const reader = new DerReader(content).sequence();
  while (!reader.done) {
    const set = new DerReader(reader.next(tags.set).content);
    const parts: Name[number] = [];
    while (!set.done) {
      const pair = set.sequence();
      parts.push({ oid: pair.oid(), text: readText(pair.next()) });
    }
    name.push(parts);
  }
  return name;
}

export function altNameText(certificate: Certificate): string | undefined {
  return altNames(certificate)?.map(generalName).join(", ");
}

export function infoAccessText(certificate: Certificate): string | undefined {
  return infoAccess(certificate)
    ?.map(({ oid, name }) => `${accessMethods[oid] ?? oid} - ${generalName(name)}`)
    .join("\n");
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As OpenSSL prints it: `Sep  3 21:40:37 2022 GMT`. */
export function timeText(time: Date): string {
  const clock = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  const day = String(time.getUTCDate()).padStart(2);
  return `${months[time.getUTCMonth()]} ${day} ${clock} ${time.getUTCFullYear()} GMT`;
}

export function serialText({ serial }: Certificate): string {
  const digits = (serial < 0n ? -serial : serial).toString(16).toUpperCase();
  return `${serial < 0n ? "-" : ""}${digits.length % 2 ? "0" : ""}${digits}`;
}

export function fingerprintText(hash: Uint8Array): string {
  return (toHex(hash).toUpperCase().match(/../g) ?? []).join(":");
}
