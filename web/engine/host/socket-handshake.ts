/** The opening handshake of a WebSocket (RFC 6455, section 4), as the browser's half. */
export interface HandshakeRequest {
  url: string;
  protocols: readonly string[];
  port: number;
  cookie: string;
  /** 16 random bytes in base64. */
  key: string;
}
export type HandshakeAnswer =
  | { type: "accepted"; protocol: string; cookies: string[]; rest: Uint8Array }
  | { type: "refused" };

/** As if the page stood on the program's own `localhost:<port>`. */
export function handshakeRequest({ url, protocols, port, cookie, key }: HandshakeRequest): string {
  return [
    `GET ${url} HTTP/1.1`,
    `host: localhost:${port}`,
    `origin: http://localhost:${port}`,
    "connection: Upgrade",
    "upgrade: websocket",
    "sec-websocket-version: 13",
    `sec-websocket-key: ${key}`,
    ...(protocols.length > 0 ? [`sec-websocket-protocol: ${protocols.join(", ")}`] : []),
    ...(cookie ? [`cookie: ${cookie}`] : []),
    "",
    "",
  ].join("\r\n");
}

/** Null while the head is not whole. */
export function readHandshake(bytes: Uint8Array): HandshakeAnswer | null {
  const end = headEnd(bytes);
  if (end < 0) return null;
  const [status = "", ...lines] = new TextDecoder("latin1").decode(bytes.subarray(0, end)).split("\r\n");
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
  const field = (wanted: string): string => fields.find(([name]) => name === wanted)?.[1] ?? "";
  const isUpgrade = /^HTTP\/1\.1 101\b/.test(status) && field("upgrade").toLowerCase() === "websocket";
  // The echo of the key is asked for but not computed: it tells a server from a cache, and a loopback has none.
  if (!isUpgrade || field("sec-websocket-accept") === "") return { type: "refused" };
  return {
    type: "accepted",
    protocol: field("sec-websocket-protocol"),
    cookies: fields.filter(([name]) => name === "set-cookie").map(([, value]) => value),
    rest: bytes.subarray(end + 4),
  };
}

function headEnd(bytes: Uint8Array): number {
  for (let at = 0; at + 3 < bytes.length; at++)
    if (bytes[at] === 13 && bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at;
  return -1;
}
