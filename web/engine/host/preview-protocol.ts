/** What a preview's service worker, and its pages, say to the kernel Worker over their MessagePorts, and what they hear. */
import * as v from "valibot";
import { limits } from "./limits.ts";

const id = v.pipe(v.number(), v.integer(), v.minValue(1));
const bytes = v.custom<Uint8Array<ArrayBuffer>>(
  (value) => value instanceof Uint8Array && value.buffer instanceof ArrayBuffer,
);
const headerName = v.pipe(v.string(), v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/));
const headerValue = v.pipe(v.string(), v.regex(/^[^\r\n\0]{0,65536}$/));

/** Path and query. */
const path = v.pipe(v.string(), v.regex(/^\/[^\s#]{0,65535}$/));
const token = v.pipe(v.string(), v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/));
const socketText = v.pipe(v.string(), v.maxLength(limits.socketMessageBytes));
const socketBytes = v.pipe(
  bytes,
  v.check((data) => data.length <= limits.socketMessageBytes),
);
const socketSchemas = [
  /** A page opens a WebSocket to its own server. */
  v.object({ type: v.literal("socket-open"), id, url: path, protocols: v.pipe(v.array(token), v.maxLength(50)) }),
  v.object({ type: v.literal("socket-send"), id, data: v.union([socketText, socketBytes]) }),
  /** The page took that many bytes of messages. */
  v.object({ type: v.literal("socket-received"), id, bytes: v.pipe(v.number(), v.minValue(0)) }),
  v.object({
    type: v.literal("socket-close"),
    id,
    code: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1000), v.maxValue(4999))),
    reason: v.pipe(v.string(), v.maxLength(123)),
  }),
] as const;
export type ToSocket = v.InferOutput<(typeof socketSchemas)[number]>;

export const toKernelSchema = v.variant("type", [
  v.object({
    type: v.literal("request"),
    id,
    method: v.pipe(v.string(), v.regex(/^[A-Z]{1,16}$/)),
    url: path,
    headers: v.pipe(v.array(v.tuple([headerName, headerValue])), v.maxLength(200)),
    /** The whole body; null = none, or `streams` says that `body` messages follow. */
    body: v.nullable(bytes),
    streams: v.boolean(),
  }),
  v.object({ type: v.literal("body"), id, data: bytes }),
  v.object({ type: v.literal("body-end"), id }),
  /** The browser took that many bytes of the answer. */
  v.object({ type: v.literal("taken"), id, bytes: v.pipe(v.number(), v.minValue(0)) }),
  v.object({ type: v.literal("cancel"), id }),
  /** Does a program listen on the port? */
  v.object({ type: v.literal("is-open"), id }),
  ...socketSchemas,
  /** A page wants to hear of the cookies that its scripts may see. */
  v.object({ type: v.literal("watch-cookies"), path }),
  /** A page's script sets a cookie. */
  v.object({ type: v.literal("set-cookie"), path, line: v.pipe(v.string(), v.maxLength(limits.cookieBytes)) }),
]);
export type ToKernel = v.InferOutput<typeof toKernelSchema>;

export type FromKernel =
  | { type: "response"; id: number; status: number; statusText: string; headers: [string, string][]; hasBody: boolean }
  | { type: "chunk"; id: number; data: Uint8Array }
  | { type: "end"; id: number }
  /** Before `response`: nobody listens, or the answer cannot be understood; after it: the answer broke off. */
  | { type: "failed"; id: number; reason: "no-server" | "broken" | "busy"; message: string }
  /** The program took that many bytes of the request's body. */
  | { type: "body-taken"; id: number; bytes: number }
  | { type: "open"; id: number; open: boolean };

/** Kernel → page. */
export type FromSocket =
  | { type: "socket-opened"; id: number; protocol: string }
  | { type: "socket-message"; id: number; data: string | Uint8Array<ArrayBuffer>; bytes: number }
  /** The program's side took that many bytes. */
  | { type: "socket-taken"; id: number; bytes: number }
  | { type: "socket-closed"; id: number; code: number; reason: string; clean: boolean };
export type ToPage = FromSocket | { type: "cookies"; text: string };
