/** A model server that says what the test scripts, with the faults of real ones, and remembers who asked what. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type ScriptedDialect, scriptedDialect } from "./scripted-dialects.ts";

export type EndpointFault =
  /** Takes the request and never answers. */
  | "hang"
  /** Sends the head of the answer and then nothing. */
  | "hang-after-first"
  /** Ends the connection inside a JSON event, or inside a character. */
  | "cut-json"
  | "cut-utf8"
  /** Ends the answer without its end marks, or with a finish reason alone. */
  | "no-done"
  | "no-done-but-finished"
  | "html"
  | "garbage"
  | "huge-event"
  /** Text without end. */
  | "endless"
  | "nul"
  | "duplicates"
  /** Every byte in a packet of its own. */
  | "one-byte"
  /** Sends fewer bytes than it promised. */
  | "short-body"
  /** 64 MiB of nothing, packed small. */
  | "gzip-bomb"
  | "error-in-stream"
  | "redirect"
  | { status: number; body?: string; headers?: Record<string, string> };

export interface EndpointScript {
  /** Pieces of the completion, or a function of the request that gives them. */
  pieces: readonly string[] | ((request: RecordedRequest) => readonly string[]);
  /** Pause before the first byte and between pieces. */
  delayMs?: number;
  fault?: EndpointFault;
}

export interface RecordedRequest {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  /** The parsed body. */
  body: Record<string, unknown>;
  /** On this process's `performance` clock. */
  atMs: number;
  /** When the client went away before the answer was complete: milliseconds since the request. */
  abortedAfterMs?: number;
}

export interface ScriptedEndpoint {
  /** Base address: "http://127.0.0.1:21500". */
  url: string;
  requests: RecordedRequest[];
  /** What the next requests get. */
  script: EndpointScript;
  /** Resolves when `count` requests were called off by the client. */
  aborted(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts the endpoint on 127.0.0.1; port 0 takes a free one. */
export async function startScriptedEndpoint(script: EndpointScript, port = 0): Promise<ScriptedEndpoint> {
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    void answer(endpoint, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const endpoint: ScriptedEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    script,
    async aborted(count) {
      while (requests.filter((request) => request.abortedAfterMs !== undefined).length < count) await sleep(5);
    },
    close: () => closeServer(server),
  };
  return endpoint;
}

/** An address where nobody listens. */
export async function closedEndpointUrl(): Promise<string> {
  const endpoint = await startScriptedEndpoint({ pieces: [] });
  await endpoint.close();
  return endpoint.url;
}

async function answer(endpoint: ScriptedEndpoint, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const from = performance.now();
  const recorded: RecordedRequest = {
    path: request.url ?? "",
    headers: request.headers,
    body: await readJson(request),
    atMs: from,
  };
  endpoint.requests.push(recorded);
  response.on("close", () => {
    if (!response.writableFinished) recorded.abortedAfterMs = performance.now() - from;
  });
  const { script } = endpoint;
  const pieces = typeof script.pieces === "function" ? script.pieces(recorded) : script.pieces;
  const dialect = scriptedDialect(recorded.path, recorded.body);
  if (script.fault === "hang") return;
  await sleep(script.delayMs ?? 0);
  if (writeRefusal(script.fault, dialect, response)) return;
  const promised = script.fault === "short-body" ? { "content-length": 9_999 } : {};
  response.writeHead(200, { "content-type": dialect.contentType, "cache-control": "no-store", ...promised });
  await writePieces(script, dialect.wrap(pieces), dialect, response);
}

/** Answers that are no stream at all; true when one was sent. */
function writeRefusal(fault: EndpointFault | undefined, dialect: ScriptedDialect, response: ServerResponse): boolean {
  if (typeof fault === "object") {
    response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
    response.end(fault.body ?? JSON.stringify({ error: { message: `scripted ${fault.status}` } }));
  } else if (fault === "html") {
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<!doctype html><title>Sign in</title><script>alert(1)</script>");
  } else if (fault === "redirect") {
    response.writeHead(302, { location: "http://127.0.0.1:1/" });
    response.end();
  } else if (fault === "gzip-bomb") {
    response.writeHead(200, { "content-type": dialect.contentType, "content-encoding": "gzip" });
    response.end(gzipBomb);
  } else return false;
  return true;
}

const gzipBomb = gzipSync(Buffer.alloc(67_108_864, "\n"));

async function writePieces(
  script: EndpointScript,
  pieces: readonly string[],
  dialect: ScriptedDialect,
  response: ServerResponse,
): Promise<void> {
  const { fault } = script;
  if (fault === "garbage") response.write(dialect.raw("{oops") + dialect.raw("7"));
  if (fault === "huge-event") response.write(dialect.raw("x".repeat(4_000_000)));
  if (fault === "error-in-stream") response.write(dialect.error("out of memory"));
  if (fault === "cut-json") return cut(response, dialect.piece(pieces[0] ?? "").slice(0, -12));
  if (fault === "cut-utf8") return cut(response, withoutEnd(dialect.piece("中"), "中"));
  let index = 0;
  for (const piece of pieces) {
    if (response.destroyed) return;
    const bytes = dialect.piece(fault === "nul" ? `\0${piece}\0` : piece);
    const numbered = dialect.end === "" ? bytes : `id: ${index++}\n${bytes}`;
    await writeBytes(response, numbered, fault === "one-byte");
    if (fault === "duplicates" && dialect.end !== "") response.write(numbered);
    if (fault === "hang-after-first" && piece !== "<fill>") return;
    if (fault === "short-body") return cut(response, "");
    if (script.delayMs) await sleep(script.delayMs);
  }
  while (fault === "endless" && !response.destroyed) {
    response.write(dialect.piece("again and again ".repeat(50)));
    await sleep(1);
  }
  if (fault === "no-done") return void response.end();
  response.write(dialect.piece("", "stop"));
  if (fault !== "no-done-but-finished") response.write(dialect.end);
  response.end();
}

/** The bytes up to the middle of `letter`. */
function withoutEnd(text: string, letter: string): Buffer {
  return Buffer.from(text).subarray(0, Buffer.from(text.slice(0, text.indexOf(letter))).length + 1);
}

async function writeBytes(response: ServerResponse, text: string, apart: boolean): Promise<void> {
  if (!apart) return void response.write(text);
  for (const byte of Buffer.from(text)) {
    response.write(Buffer.from([byte]));
    await sleep(0);
  }
}

/** Sends the bytes and breaks the connection. */
async function cut(response: ServerResponse, bytes: string | Uint8Array): Promise<void> {
  await new Promise((resolve) => response.write(bytes, resolve));
  await sleep(10);
  response.destroy();
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const value: unknown = text ? JSON.parse(text) : {};
  return typeof value === "object" && value !== null ? { ...value } : {};
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
