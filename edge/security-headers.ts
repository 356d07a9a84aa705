/** The headers of every answer, by where it is served and what it is. The table in the test is the list of promises. */
import type { EdgeConfig } from "./config.ts";
import { sandboxSource } from "./sites.ts";

export type HeaderKind =
  /** A page, script or style of the IDE. */
  | "ide"
  /** JSON, blobs and errors of the IDE origin. */
  | "api"
  /** A file of the engine. */
  | "engine"
  /** Packages from the registry proxy. */
  | "proxy"
  /** The connect page and scripts of a preview. */
  | "preview"
  /** An answer on a host that is not ours. */
  | "nowhere";

const common = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy":
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), display-capture=(), browsing-topics=()",
};

/** Inside somebody else's page COOP and COEP alone leave no SharedArrayBuffer: Document-Isolation-Policy does. */
const isolated = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Document-Isolation-Policy": "isolate-and-require-corp",
};

export function securityHeaders(kind: HeaderKind, config: EdgeConfig, nonce = ""): Record<string, string> {
  switch (kind) {
    case "ide":
      return {
        ...common,
        ...isolated,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": idePolicy(config, nonce),
      };
    case "api":
    case "nowhere":
      return {
        ...common,
        ...isolated,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
      };
    case "proxy":
      return {
        ...common,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
      };
    case "engine":
      return {
        ...common,
        ...isolated,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Security-Policy": enginePolicy(config),
      };
    case "preview":
      return {
        ...common,
        ...isolated,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Security-Policy": previewPolicy(config),
      };
  }
}

function idePolicy(config: EdgeConfig, nonce: string): string {
  const nonceSource = nonce === "" ? "" : ` 'nonce-${nonce}'`;
  const socketOrigin = config.ideOrigin.replace(/^http/, "ws");
  const hosted = config.hostedEngine;
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${nonceSource}`,
    `style-src 'self'${nonceSource}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "manifest-src 'self'",
    "worker-src 'self'",
    `connect-src 'self' ${socketOrigin}${hosted ? ` ${hosted.origin}` : ""}`,
    `frame-src ${sandboxSource(config)}${hosted ? ` ${hosted.origin} ${hosted.previews}` : ""}`,
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

/** Programs run here: `unsafe-eval` is theirs; the network is the engine's own origin and the proxy on it. */
function enginePolicy(config: EdgeConfig): string {
  return [
    "default-src 'none'",
    "script-src 'self' blob: 'unsafe-eval' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "connect-src 'self' blob: data:",
    `frame-ancestors ${framers(config)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Governs the connect page and the service worker; pages of the person's server come from that worker with their own headers. */
function previewPolicy(config: EdgeConfig): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self'",
    "connect-src 'self'",
    `frame-ancestors ${framers(config)} ${sandboxSource(config)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** The IDE, and the pages that whoever runs this server lets embed the engine. */
function framers({ ideOrigin, embedOrigins = [] }: EdgeConfig): string {
  return [ideOrigin, ...embedOrigins].join(" ");
}
