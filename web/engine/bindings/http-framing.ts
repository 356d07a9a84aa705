/** What the headers of one HTTP/1 message mean for its body and its connection. */

export interface MessageHead {
  type: "request" | "response";
  major: number;
  minor: number;
  method: string;
  url: string;
  status: number;
  reason: string;
  /** Names and values alternate, as they came. */
  headers: string[];
}

export type BodyKind =
  | { type: "none" }
  | { type: "length"; bytes: number }
  | { type: "chunked" }
  | { type: "until-end" };

export interface Framing {
  body: BodyKind;
  upgrade: boolean;
  keepAlive: boolean;
}

/** A parser error in llhttp's terms: code `HPE_…` and its reason. */
export class HttpParseError extends Error {
  readonly code: string;
  readonly reason: string;
  bytesParsed = 0;
  constructor(code: string, reason: string) {
    super(`Parse Error: ${reason}`);
    this.code = code;
    this.reason = reason;
  }
}

function valuesOf(headers: string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() === name) values.push(headers[index + 1] ?? "");
  }
  return values;
}

function tokens(values: string[]): Set<string> {
  return new Set(values.flatMap((value) => value.split(",")).map((token) => token.trim().toLowerCase()));
}

function contentLength(headers: string[]): number | undefined {
  const values = valuesOf(headers, "content-length");
  if (values.length === 0) return undefined;
  if (values.length > 1) throw new HttpParseError("HPE_UNEXPECTED_CONTENT_LENGTH", "Content-Length already present");
  const value = values[0] ?? "";
  if (!/^\d+$/.test(value))
    throw new HttpParseError("HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length");
  const bytes = Number(value);
  if (!Number.isSafeInteger(bytes)) throw new HttpParseError("HPE_INVALID_CONTENT_LENGTH", "Content-Length overflow");
  return bytes;
}

/** Framing by RFC 9112 section 6.3; throws HttpParseError for smuggling-prone mixtures. */
export function framingOf(head: MessageHead): Framing {
  const connection = tokens(valuesOf(head.headers, "connection"));
  const codings = valuesOf(head.headers, "transfer-encoding");
  const length = contentLength(head.headers);
  if (codings.length > 0 && length !== undefined) {
    throw new HttpParseError("HPE_INVALID_TRANSFER_ENCODING", "Transfer-Encoding can't be present with Content-Length");
  }
  const chunked = /(^|,)\s*chunked\s*$/i.test(codings.join(","));
  if (codings.length > 0 && !chunked && head.type === "request") {
    throw new HttpParseError("HPE_INVALID_TRANSFER_ENCODING", "Request has invalid `Transfer-Encoding`");
  }
  const wantsUpgrade = connection.has("upgrade") && valuesOf(head.headers, "upgrade").length > 0;
  const upgrade =
    head.type === "request" ? head.method === "CONNECT" || wantsUpgrade : wantsUpgrade && head.status === 101;
  const body = bodyKind(head, chunked, codings.length > 0, length);
  const modern = head.major > 1 || (head.major === 1 && head.minor >= 1);
  const persistent = modern ? !connection.has("close") : connection.has("keep-alive");
  return { body, upgrade, keepAlive: persistent && body.type !== "until-end" };
}

function bodyKind(head: MessageHead, chunked: boolean, coded: boolean, length: number | undefined): BodyKind {
  if (head.type === "response" && (head.status < 200 || head.status === 204 || head.status === 304))
    return { type: "none" };
  if (chunked) return { type: "chunked" };
  if (coded) return { type: "until-end" };
  if (length !== undefined) return length === 0 ? { type: "none" } : { type: "length", bytes: length };
  return head.type === "request" ? { type: "none" } : { type: "until-end" };
}
