import type { ResponseHead } from "./http-response.ts";
import type { Coep } from "./page-protocol.ts";

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const oursInRequests = new Set([
  ...hopByHop,
  "host",
  "content-length",
  "cookie",
  "accept-encoding",
  "origin",
  "expect",
]);
/** A preview stands in the IDE's frame and is isolated as we say, whatever the program sends. */
const oursInAnswers = new Set([
  ...hopByHop,
  "set-cookie",
  "x-frame-options",
  "cross-origin-embedder-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "document-isolation-policy",
  "origin-agent-cluster",
  "clear-site-data",
  "service-worker-allowed",
]);

const sandbox =
  "sandbox allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-pointer-lock allow-orientation-lock allow-popups allow-popups-to-escape-sandbox";

/** The head of a request as the program's server sees it: as if the browser stood on its own `localhost:<port>`. */
export function requestHead(
  request: {
    method: string;
    url: string;
    headers: readonly [string, string][];
    body: Uint8Array | null;
    streams: boolean;
  },
  port: number,
  cookie: string,
): string {
  const lines = [`${request.method} ${request.url} HTTP/1.1`, `host: localhost:${port}`];
  for (const [name, value] of request.headers) {
    if (oursInRequests.has(name.toLowerCase())) continue;
    lines.push(`${name.toLowerCase()}: ${name.toLowerCase() === "referer" ? ownReferer(value, port) : value}`);
  }
  if (cookie) lines.push(`cookie: ${cookie}`);
  if (request.method !== "GET" && request.method !== "HEAD") lines.push(`origin: http://localhost:${port}`);
  if (request.streams) lines.push("transfer-encoding: chunked");
  else if (request.body) lines.push(`content-length: ${request.body.length}`);
  lines.push("accept-encoding: identity", "connection: close", "", "");
  return lines.join("\r\n");
}

/** The headers the browser gets: redirects stay on the preview's origin, isolation is ours, cookies and framing rules are taken out. */
export function responseHeaders(
  { headers }: ResponseHead,
  port: number,
  coep: Coep,
  rewritten: boolean,
): [string, string][] {
  const kept: [string, string][] = [];
  for (const [name, value] of headers) {
    if (name === "" || oursInAnswers.has(name)) continue;
    if (rewritten && (name === "content-length" || name === "etag")) continue;
    if (name === "location") kept.push([name, ownLocation(value, port)]);
    else if (name.startsWith("content-security-policy")) kept.push([name, withoutFrameAncestors(value)]);
    else kept.push([name, value]);
  }
  // A page of a preview may not take the IDE's tab elsewhere, whoever frames it: no allow-top-navigation.
  kept.push(["content-security-policy", sandbox]);
  const strict = coep === "require-corp";
  kept.push(
    ["cross-origin-embedder-policy", strict ? "require-corp" : "credentialless"],
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "cross-origin"],
    ["document-isolation-policy", strict ? "isolate-and-require-corp" : "isolate-and-credentialless"],
  );
  return kept;
}

/** An absolute address of the program's own server becomes a path. */
function ownLocation(value: string, port: number): string {
  const match = /^https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::(\d+))?(\/.*|\?.*|#.*)?$/i.exec(value);
  if (!match || Number(match[1] ?? 80) !== port) return value;
  const rest = match[2] ?? "/";
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function ownReferer(value: string, port: number): string {
  return URL.canParse(value) ? `http://localhost:${port}${new URL(value).pathname}${new URL(value).search}` : value;
}

function withoutFrameAncestors(value: string): string {
  return value
    .split(";")
    .filter((directive) => !/^\s*frame-ancestors\b/i.test(directive))
    .join(";");
}
