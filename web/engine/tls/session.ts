/** What a later connection resumes from: kept by programs as bytes, by servers also sealed in tickets. */
import { gcm } from "@noble/ciphers/aes.js";
import { decodeBytes, encodeText, encodings } from "../bindings/text-encodings.ts";
import { concatBytes, noBytes, randomBytes, sameBytes, utf8Bytes, utf8Text } from "../crypto/bytes.ts";
import type { Connection } from "./connection.ts";

export interface Session {
  version: number;
  suite: number;
  /** TLS 1.2's master secret, or the resumption secret of one TLS 1.3 ticket. */
  secret: Uint8Array;
  sessionId: Uint8Array;
  ticket: Uint8Array;
  ageAdd: number;
  lifetimeSeconds: number;
  createdMs: number;
  extendedMasterSecret: boolean;
  /** DER, the leaf first. */
  peerChain: Uint8Array[];
  serverName: string;
  /** A server resumes only sessions of its own context. */
  idContext: string;
}

/** Before a server has sent a ticket a connection has a session that nothing can be resumed from. */
export function bareSession({
  established,
  version,
  suite,
  peerChain,
  serverName,
  events,
}: Connection): Session | null {
  if (!established || !suite) return null;
  return {
    version,
    suite: suite.id,
    secret: noBytes,
    sessionId: noBytes,
    ticket: noBytes,
    ageAdd: 0,
    lifetimeSeconds: 0,
    createdMs: events.nowMs(),
    extendedMasterSecret: true,
    peerChain,
    serverName,
    idContext: "",
  };
}

const byteFields = ["secret", "sessionId", "ticket"] as const;

const toBase64 = (bytes: Uint8Array): string => decodeBytes(bytes, encodings.base64);
const fromBase64 = (text: unknown): Uint8Array => encodeText(String(text), encodings.base64);

export function writeSession(session: Session): Uint8Array {
  const flat: Record<string, unknown> = { ...session, peerChain: session.peerChain.map(toBase64) };
  for (const field of byteFields) flat[field] = toBase64(session[field]);
  return utf8Bytes(JSON.stringify(flat));
}

/** Undefined for bytes that are no session of ours. */
export function readSession(bytes: Uint8Array): Session | undefined {
  let flat: Record<string, unknown>;
  try {
    flat = JSON.parse(utf8Text(bytes)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (typeof flat !== "object" || flat === null || !Array.isArray(flat["peerChain"])) return undefined;
  return {
    version: Number(flat["version"]),
    suite: Number(flat["suite"]),
    secret: fromBase64(flat["secret"]),
    sessionId: fromBase64(flat["sessionId"]),
    ticket: fromBase64(flat["ticket"]),
    ageAdd: Number(flat["ageAdd"]),
    lifetimeSeconds: Number(flat["lifetimeSeconds"]),
    createdMs: Number(flat["createdMs"]),
    extendedMasterSecret: flat["extendedMasterSecret"] === true,
    peerChain: flat["peerChain"].map(fromBase64),
    serverName: String(flat["serverName"]),
    idContext: String(flat["idContext"]),
  };
}

export const ticketKeyBytes = 48;
const nameBytes = 16;
const keyBytes = 16;
const nonceBytes = 12;

/** `keys`: 16 bytes of name, 16 that OpenSSL uses for its HMAC, 16 for AES. */
export function sealTicket(keys: Uint8Array, session: Session): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = gcm(keys.slice(ticketKeyBytes - keyBytes), nonce, keys.slice(0, ticketKeyBytes - keyBytes));
  return concatBytes(keys.slice(0, nameBytes), nonce, cipher.encrypt(writeSession(session)));
}

/** Undefined for a ticket of other keys, a forged or an expired one. */
export function openTicket(keys: Uint8Array, ticket: Uint8Array, nowMs: number): Session | undefined {
  if (!sameBytes(ticket.subarray(0, nameBytes), keys.subarray(0, nameBytes))) return undefined;
  const nonce = ticket.slice(nameBytes, nameBytes + nonceBytes);
  try {
    const cipher = gcm(keys.slice(ticketKeyBytes - keyBytes), nonce, keys.slice(0, ticketKeyBytes - keyBytes));
    const session = readSession(cipher.decrypt(ticket.slice(nameBytes + nonceBytes)));
    return session && isFresh(session, nowMs) ? session : undefined;
  } catch {
    // Not sealed with these keys: a full handshake follows.
    return undefined;
  }
}

export const isFresh = ({ createdMs, lifetimeSeconds }: Session, nowMs: number): boolean =>
  nowMs < createdMs + lifetimeSeconds * 1_000;
