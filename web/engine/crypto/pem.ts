/** PEM (RFC 7468) with the headers of encrypted keys (RFC 1421). */
import { decodeBytes, encodeText, encodings } from "../bindings/text-encodings.ts";

export interface PemBlock {
  label: string;
  headers: Map<string, string>;
  bytes: Uint8Array;
}

const lineCharacters = 64;
/** A block's end names the same label as its start. */
const block = /-----BEGIN ([^\r\n-]+)-----[ \t]*\r?\n([\s\S]*?)-----END \1-----/g;

/** Every block of a text, in order; what is between them is skipped. */
export function readPem(text: string): PemBlock[] {
  return [...text.matchAll(block)].map(([, label = "", body = ""]) => {
    const headers = new Map<string, string>();
    const lines = body.split(/\r?\n/);
    while (lines[0]?.includes(":")) {
      const [name = "", ...value] = (lines.shift() ?? "").split(":");
      headers.set(name.trim(), value.join(":").trim());
    }
    return { label, headers, bytes: encodeText(lines.join(""), encodings.base64) };
  });
}

export function writePem(label: string, bytes: Uint8Array, headers: [string, string][] = []): string {
  const text = decodeBytes(bytes, encodings.base64);
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += lineCharacters) lines.push(text.slice(at, at + lineCharacters));
  const head = headers.map(([name, value]) => `${name}: ${value}\n`).join("");
  return `-----BEGIN ${label}-----\n${head}${head && "\n"}${lines.join("\n")}\n-----END ${label}-----\n`;
}
