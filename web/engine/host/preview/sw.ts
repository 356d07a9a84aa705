/** The service worker of a preview's origin: every request goes to the program that listens on the port, through the kernel. */
import * as v from "valibot";
import { KernelClient, NoServer } from "./kernel-client.ts";
import type { PageMessageEvent, RequestEvent, ServiceWorkerScope } from "./service-worker-scope.ts";
import { connectTimeoutMs, messageSchema, needPort, type PreviewState } from "./worker-protocol.ts";

declare const self: ServiceWorkerScope;

/** The newest port is used for pages; a page's own requests go where the page came from (two tabs of one workspace have two engines). */
let newest: KernelClient | null = null;
const byClient = new Map<string, KernelClient>();
/** Pages whose kernel is known; an older one falls back to the newest kernel. */
const rememberedPages = 200;
let arrived: (() => void)[] = [];

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => void onMessage(event));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  // Our own files come from the edge; other origins are not ours to answer.
  if (url.origin !== self.location.origin || url.pathname.startsWith("/__glasshouse/")) return;
  event.respondWith(answer(event, url));
});

async function onMessage(event: PageMessageEvent): Promise<void> {
  const message = v.safeParse(messageSchema, event.data);
  const [port] = event.ports;
  if (!port || !message.success) return;
  if (message.output.type === "state") {
    port.postMessage(await state());
    return;
  }
  const client = new KernelClient(port);
  newest = client;
  if (event.source) remember(event.source.id, client);
  for (const go of arrived) go();
  arrived = [];
}

async function state(): Promise<PreviewState> {
  if (await findOpen()) return "ready";
  return newest ? "no-server" : "no-port";
}

/** A kernel in which something listens, the given and the newest first; kernels that are gone are forgotten. */
async function findOpen(clientId = ""): Promise<KernelClient | null> {
  const known = [byClient.get(clientId), newest, ...byClient.values()];
  for (const kernel of new Set(known)) {
    const answer = await kernel?.ask();
    if (kernel && answer === "open") return kernel;
    if (kernel && answer === "gone") forget(kernel);
  }
  return null;
}

function remember(clientId: string, kernel: KernelClient): void {
  byClient.set(clientId, kernel);
  const [oldest] = byClient.keys();
  if (byClient.size > rememberedPages && oldest !== undefined) byClient.delete(oldest);
}

function forget(kernel: KernelClient): void {
  if (newest === kernel) newest = null;
  for (const [id, one] of byClient) if (one === kernel) byClient.delete(id);
  kernel.close();
}

/** A page is the first to come to a kernel that may be gone: it asks around. What the page then loads relies on its kernel. */
async function answer(event: RequestEvent, url: URL): Promise<Response> {
  const { request } = event;
  const isPage = request.mode === "navigate";
  const kernel = isPage
    ? await findOpen(event.clientId)
    : (byClient.get(event.clientId) ?? newest ?? (await askPages()));
  if (!kernel) return isPage ? connectPage() : unavailable("this preview has lost its engine");
  if (isPage && event.resultingClientId) remember(event.resultingClientId, kernel);
  const headers = [...request.headers];
  if (request.referrer && URL.canParse(request.referrer)) headers.push(["referer", request.referrer]);
  try {
    return await kernel.request({ method: request.method, url: url.pathname + url.search, headers }, bodyOf(request));
  } catch (error) {
    if (!(error instanceof NoServer)) throw error;
    return isPage ? connectPage() : unavailable(error.message);
  }
}

function bodyOf(request: Request): ReadableStream<Uint8Array> | null {
  return request.method === "GET" || request.method === "HEAD" ? null : request.body;
}

/** The page that connects, waits for the program and loads again. */
async function connectPage(): Promise<Response> {
  // By its own name: the edge gives it in the place of any address only to a navigation, which this is not.
  const page = await fetch("/__glasshouse/connect.html");
  return new Response(page.body, { status: 503, headers: page.headers });
}

/** Asks the open pages of this preview to bring a port. */
async function askPages(): Promise<KernelClient | null> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length === 0) return null;
  const port = new Promise<void>((resolve) => {
    arrived.push(resolve);
    setTimeout(resolve, connectTimeoutMs);
  });
  for (const page of pages) page.postMessage({ type: needPort });
  await port;
  return newest;
}

function unavailable(reason: string): Response {
  return new Response(`Glasshouse: ${reason}.\n`, {
    status: 503,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
