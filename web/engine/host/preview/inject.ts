/** Stands first in every page of a preview: keeps the service worker connected, carries WebSockets and cookies, forwards errors to the client, reloads when asked. */
import { forwardType, type PreviewMessage } from "../page-protocol.ts";
import { askForPort, engineOrigin, siblingFrames } from "./ask-port.ts";
import { PageCookies } from "./cookies.ts";
import { PageLink } from "./page-link.ts";
import { PageSockets } from "./page-sockets.ts";
import { connectTimeoutMs, needPort } from "./worker-protocol.ts";

const maxArguments = 20;
const maxChars = 10_000;
const engine = engineOrigin(window.location);
const previewId = crypto.randomUUID();

navigator.serviceWorker?.addEventListener("message", ({ data, source }) => {
  if (data?.type === needPort) void bringPort(source);
});
window.addEventListener("message", onReload);
window.addEventListener("error", ({ error, message }) => {
  forward({ type: "PREVIEW_UNCAUGHT_EXCEPTION", message: clip(message), ...stackOf(error), ...place() });
});
window.addEventListener("unhandledrejection", ({ reason }) => {
  const message = reason instanceof Error ? reason.message : String(reason);
  forward({ type: "PREVIEW_UNHANDLED_REJECTION", message: clip(message), ...stackOf(reason), ...place() });
});
const consoleError = console.error;
console.error = (...args: unknown[]) => {
  consoleError.apply(console, args);
  forward({
    type: "PREVIEW_CONSOLE_ERROR",
    args: args.slice(0, maxArguments).map(plain),
    stack: clip(new Error().stack ?? ""),
    ...place(),
  });
};

const link: PageLink = new PageLink(
  (message) => {
    if (message.type === "cookies") cookies.show(message.text);
    else sockets.receive(message);
  },
  () => sockets.fail(),
);
const sockets = new PageSockets((message) => link.post(message));
const given = document.currentScript?.dataset["cookies"] ?? "";
const cookies = new PageCookies(decodeURIComponent(given), (message) => link.post(message));
cookies.install(window, () => window.location.pathname);
window.WebSocket = sockets.wrap(window.WebSocket, window.location.host);
window.addEventListener("pagehide", () => sockets.closeAll());

async function bringPort(worker: MessageEventSource | null): Promise<void> {
  const port = await askForPort(connectTimeoutMs);
  if (port) worker?.postMessage({ type: "port" }, { transfer: [port] });
}

/** The client's `reloadPreview`. */
function onReload({ data }: MessageEvent<{ type?: unknown; callback?: unknown } | null>): void {
  if (data?.type !== "LOCALSERVICE_RELOAD_WINDOW") return;
  if (data.callback instanceof MessagePort) data.callback.postMessage({ type: "LOCALSERVICE_WINDOW_RELOADED" });
  window.location.reload();
}

function forward(message: PreviewMessage): void {
  if (engine) for (const frame of siblingFrames()) frame.postMessage({ type: forwardType, message }, engine.origin);
}

function place() {
  const { pathname, search, hash } = window.location;
  return { previewId, port: engine?.port ?? 0, pathname: clip(pathname), search: clip(search), hash: clip(hash) };
}

function stackOf(error: unknown): { stack?: string } {
  return error instanceof Error && error.stack ? { stack: clip(error.stack) } : {};
}

/** What survives the way to another page: plain data as it is, everything else as text. */
function plain(value: unknown): unknown {
  if (value instanceof Error) return clip(`${value.name}: ${value.message}`);
  if (typeof value === "string") return clip(value);
  if (value === null || ["number", "boolean", "undefined"].includes(typeof value)) return value;
  try {
    return clip(JSON.stringify(value) ?? String(value));
  } catch {
    return clip(String(value)); // cycles
  }
}

function clip(text: string): string {
  return text.slice(0, maxChars);
}
