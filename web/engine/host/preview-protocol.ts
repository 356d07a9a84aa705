/** What a preview's service worker and the kernel Worker say to each other over their MessagePort. */
import * as v from "valibot";

const id = v.pipe(v.number(), v.integer(), v.minValue(1));
const bytes = v.custom<Uint8Array<ArrayBuffer>>(
  (value) => value instanceof Uint8Array && value.buffer instanceof ArrayBuffer,
);
const headerName = v.pipe(v.string(), v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/));
const headerValue = v.pipe(v.string(), v.regex(/^[^\r\n\0]{0,65536}$/));

export const toKernelSchema = v.variant("type", [
  v.object({
    type: v.literal("request"),
    id,
    method: v.pipe(v.string(), v.regex(/^[A-Z]{1,16}$/)),
    /** Path and query. */
    url: v.pipe(v.string(), v.regex(/^\/[^\s#]{0,65535}$/)),
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
