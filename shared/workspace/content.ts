/** What a file's bytes are to the document: text that people can edit together, or a blob. Every byte survives the round trip. */
import { workspaceLimits } from "../protocol/limits.ts";

/** A uniformly CRLF file is held with `\n` and this mark, so that a merge of two edits never splits a line end. */
export type LineEnding = "lf" | "crlf";
export type FileContent = { kind: "text"; text: string; lineEnding: LineEnding } | { kind: "blob" };

/** Text when `bytes` are UTF-8 without NUL and at most 1 MiB, else a blob. */
export function contentFromBytes(bytes: Uint8Array): FileContent {
  if (bytes.length > workspaceLimits.maxTextFileBytes || bytes.includes(0)) return { kind: "blob" };
  try {
    const raw = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: "text", ...splitLineEnding(raw) };
  } catch {
    // The decoder throws on bytes that are not UTF-8: that is the question asked here.
    return { kind: "blob" };
  }
}

/** `raw` as the document holds it: `\n` inside when every line ends with CRLF, else unchanged. */
export function splitLineEnding(raw: string): { text: string; lineEnding: LineEnding } {
  const uniform = raw.includes("\r\n") && !/\r(?!\n)|(?<!\r)\n/.test(raw);
  return uniform ? { text: raw.replaceAll("\r\n", "\n"), lineEnding: "crlf" } : { text: raw, lineEnding: "lf" };
}

/** The file's text as a program reads it. */
export function joinLineEnding(text: string, lineEnding: LineEnding): string {
  return lineEnding === "crlf" ? text.replaceAll(/\r?\n/g, "\r\n") : text;
}

/** The file's bytes as a program reads them. */
export function bytesFromText(text: string, lineEnding: LineEnding): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(joinLineEnding(text, lineEnding));
}
