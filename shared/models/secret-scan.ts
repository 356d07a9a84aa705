/** Finds secrets in text and puts placeholders in their place. The client does so before sending, and the edge again: it trusts no client. */
import { promptLimits } from "./limits.ts";
import { findPrivateKeys } from "./private-keys.ts";
import { secretRules } from "./secret-rules.ts";

export interface FoundSecret {
  /** Name of the rule that it answers to. */
  rule: string;
  from: number;
  to: number;
}

/** Secrets in their order, without overlaps. */
export function findSecrets(text: string): FoundSecret[] {
  const found: FoundSecret[] = findPrivateKeys(text).map((key) => ({ rule: "private key", ...key }));
  for (const { name, pattern, random } of secretRules) {
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.["secret"] ?? match[0];
      if (isPlaceholder(secret) || (random && !looksRandom(secret))) continue;
      const from = match.index + match[0].lastIndexOf(secret);
      found.push({ rule: name, from, to: from + secret.length });
    }
  }
  return apart(found);
}

/** The text with a placeholder for each secret. */
export function withoutSecrets(text: string): string {
  return masked(text, 0, text.length, findSecrets(text));
}

/** What stands between two offsets, without what lies there of secrets that begin before or end behind. */
export function withoutSecretsBetween(text: string, from: number, to: number): string {
  const start = Math.max(0, from - promptLimits.secretMarginChars);
  const seen = text.slice(start, to + promptLimits.secretMarginChars);
  return masked(seen, from - start, to - start, findSecrets(seen));
}

/** The same for the code around a caret: a secret that the caret stands in is gone on both sides. */
export function withoutSecretsAround({ prefix, suffix }: { prefix: string; suffix: string }) {
  const text = prefix + suffix;
  const found = findSecrets(text);
  return {
    prefix: masked(text, 0, prefix.length, found),
    suffix: masked(text, prefix.length, text.length, found),
  };
}

/** As long as a secret of its kind, so that a completion can tell a token from a password, and nothing of it. */
export function placeholderOf(length: number): string {
  const size = lengthClasses.find((most) => length <= most) ?? longestClass;
  return word.repeat(Math.ceil(size / word.length)).slice(0, size);
}

const word = "SECRET";
const longestClass = 256;
const lengthClasses = [8, 16, 24, 32, 40, 64, 128];

/** Written by the person or by an earlier look as a stand-in. */
function isPlaceholder(text: string): boolean {
  return (
    /^(?:SECRET)+S?E?C?R?E?$/.test(text) ||
    /^(?:pass(?:word|wd)?|secret|root|admin|user|xyz|abc|123)$/i.test(text) ||
    /\$\{|process\.env|import\.meta|<[\w -]+>|^[*.xX_-]+$|^(?:your|my|some|the|an?)[-_]|example|placeholder|change-?me/i.test(
      text,
    )
  );
}

/** Not a word or several: letters mixed with figures, or cases that change at every other letter. */
export function looksRandom(text: string): boolean {
  if (!/^[!-~]+$/.test(text) || bitsOf(text) < minBits) return false;
  if (/^[\w.-]*:\/\/|^\.{1,2}\/|^\d+(?:[.,:-]\d+)*$/.test(text)) return false;
  const parts = text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^A-Za-z\d]/g) ?? [];
  const figures = (text.match(/\d/g) ?? []).length;
  const letters = (text.match(/[A-Za-z]/g) ?? []).length;
  const meanPart = text.length / parts.length;
  if (figures === 0) return letters > 0 && text.length >= 16 && meanPart < 2.2;
  return letters > 0 && (meanPart <= 3 || figures >= 3);
}

/** Below this a value is a word like "password1" that a reader guesses anyway. */
const minBits = 24;

/** Shannon's entropy of the characters, times their number. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length);
  return bits;
}

function apart(found: readonly FoundSecret[]): FoundSecret[] {
  const merged: FoundSecret[] = [];
  for (const secret of found.toSorted((left, right) => left.from - right.from || right.to - left.to)) {
    const last = merged.at(-1);
    if (last && secret.from < last.to) last.to = Math.max(last.to, secret.to);
    else merged.push({ ...secret });
  }
  return merged;
}

/** `text` from `from` to `to`, with placeholders for what of the secrets lies there. */
function masked(text: string, from: number, to: number, secrets: readonly FoundSecret[]): string {
  let clean = "";
  let at = from;
  for (const secret of secrets) {
    const start = Math.max(secret.from, from);
    const end = Math.min(secret.to, to);
    if (start >= end) continue;
    clean += text.slice(at, start) + placeholderOf(end - start);
    at = end;
  }
  return clean + text.slice(at, to);
}
