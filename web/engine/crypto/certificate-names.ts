/** Which hosts, addresses and mailboxes a certificate is for (RFC 6125, as OpenSSL's `X509_check_host` does it). */
import { latin1Text, sameBytes } from "./bytes.ts";
import { altNames, type Certificate } from "./certificate.ts";

/** `X509_CHECK_FLAG_*`. */
export const checkFlags = {
  alwaysSubject: 1,
  noWildcards: 2,
  noPartialWildcards: 4,
  multiLabelWildcards: 8,
  singleLabelSubdomains: 16,
  neverSubject: 32,
} as const;

const kinds = { email: 1, dns: 2, address: 7 } as const;

function texts(certificate: Certificate, kind: number): string[] {
  return (altNames(certificate) ?? []).flatMap((name) => (name.kind === kind ? [latin1Text(name.value.content)] : []));
}

function subjectTexts({ subject }: Certificate, oid: string): string[] {
  return subject.flat().flatMap((part) => (part.oid === oid ? [part.text] : []));
}

/** Does `host` match `pattern`, which may have one `*` in its first label? */
function matchesHost(pattern: string, host: string, flags: number): boolean {
  const [wanted, given] = [pattern.toLowerCase(), host.toLowerCase()];
  if (given.startsWith(".") && given.length > 1) {
    if (!wanted.endsWith(given)) return false;
    const label = wanted.slice(0, -given.length);
    return !(flags & checkFlags.singleLabelSubdomains) || !label.includes(".");
  }
  const star = wanted.indexOf("*");
  if (star < 0 || flags & checkFlags.noWildcards) return wanted === given;
  const dot = wanted.indexOf(".");
  const rest = dot < 0 ? "" : wanted.slice(dot);
  // The star stands in the first label, once, and two labels follow it.
  const isUsable = star < dot && wanted.indexOf("*", star + 1) < 0 && rest.indexOf(".", 1) > 0;
  if (!isUsable || wanted.startsWith("xn--")) return wanted === given;
  const label = wanted.slice(0, dot);
  const isPartial = label !== "*";
  if (isPartial && flags & checkFlags.noPartialWildcards) return wanted === given;
  const [before = "", after = ""] = label.split("*");
  if (!given.endsWith(rest)) return false;
  const own = given.slice(0, -rest.length);
  if (own.length < before.length + after.length || !own.startsWith(before) || !own.endsWith(after)) return false;
  if (isPartial && own.startsWith("xn--")) return false;
  const filled = own.slice(before.length, own.length - after.length);
  const isMulti = !isPartial && (flags & checkFlags.multiLabelWildcards) !== 0;
  return filled.length > 0 && (isMulti ? /^[a-z0-9-.]+$/ : /^[a-z0-9-]+$/).test(filled);
}

/** The name of the certificate that matches, if any. */
export function checkHost(certificate: Certificate, host: string, flags: number): string | undefined {
  const names = texts(certificate, kinds.dns);
  const found = names.find((name) => matchesHost(name, host, flags));
  if (found !== undefined) return found;
  const asksSubject = flags & checkFlags.alwaysSubject || names.length === 0;
  if (!asksSubject || flags & checkFlags.neverSubject) return undefined;
  return subjectTexts(certificate, "2.5.4.3").find((name) => matchesHost(name, host, flags));
}

/** The part before the at sign in its own case, the domain in any. */
function sameMailbox(left: string, right: string): boolean {
  const [leftAt, rightAt] = [left.lastIndexOf("@"), right.lastIndexOf("@")];
  return (
    left.slice(0, leftAt) === right.slice(0, rightAt) &&
    left.slice(leftAt).toLowerCase() === right.slice(rightAt).toLowerCase()
  );
}

export function checkEmail(certificate: Certificate, email: string, flags: number): string | undefined {
  const names = texts(certificate, kinds.email);
  const found = names.find((name) => sameMailbox(name, email));
  if (found !== undefined) return found;
  const asksSubject = flags & checkFlags.alwaysSubject || names.length === 0;
  if (!asksSubject || flags & checkFlags.neverSubject) return undefined;
  return subjectTexts(certificate, "1.2.840.113549.1.9.1").find((name) => sameMailbox(name, email));
}

/** Bytes of an IPv4 or IPv6 address; nothing for other text. */
export function addressBytes(text: string): Uint8Array | undefined {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (four) {
    const numbers = four.slice(1).map(Number);
    return numbers.every((number) => number < 256) ? Uint8Array.from(numbers) : undefined;
  }
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) return undefined;
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const groups = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const missing = 8 - first.length - last.length;
  if (missing < 0 || (tail === undefined && missing !== 0)) return undefined;
  const all = [...first, ...new Array<number>(missing).fill(0), ...last];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

export function checkAddress(certificate: Certificate, text: string): boolean {
  const bytes = addressBytes(text);
  if (!bytes) return false;
  return (altNames(certificate) ?? []).some(
    ({ kind, value }) => kind === kinds.address && sameBytes(value.content, bytes),
  );
}
