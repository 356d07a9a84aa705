/** Messages between the headless page and its kernel Worker, and between preview pages and the headless page. */
import * as v from "valibot";

/** Page → kernel Worker. */
export type PageToKernel =
  | { type: "boot"; port: MessagePort; coep: Coep; previewOrigin: PreviewOrigin }
  | { type: "preview"; number: number; port: MessagePort }
  | { type: "preview-message"; number: number; message: PreviewMessage };

/** A preview's origin is `scheme://prefix-<port>.suffix`. */
export interface PreviewOrigin {
  scheme: string;
  prefix: string;
  suffix: string;
}
export type Coep = "require-corp" | "credentialless" | "none";

/** Preview page → headless page: wants a MessagePort to the kernel. */
export const askType = "glasshouse-preview-ask";
/** Headless page → preview page, with the port. */
export const portType = "glasshouse-preview-port";
/** Preview page → headless page: something to tell the client. */
export const forwardType = "glasshouse-preview-forward";

const text = v.pipe(v.string(), v.maxLength(10_000));
const place = { previewId: text, port: v.number(), pathname: text, search: text, hash: text };
/** The client's message types; the port is put in by the headless page from the sender's origin. */
export const previewMessageSchema = v.variant("type", [
  v.object({ type: v.literal("PREVIEW_UNCAUGHT_EXCEPTION"), message: text, stack: v.optional(text), ...place }),
  v.object({ type: v.literal("PREVIEW_UNHANDLED_REJECTION"), message: text, stack: v.optional(text), ...place }),
  v.object({
    type: v.literal("PREVIEW_CONSOLE_ERROR"),
    args: v.pipe(v.array(v.unknown()), v.maxLength(20)),
    stack: text,
    ...place,
  }),
]);
export type PreviewMessage = v.InferOutput<typeof previewMessageSchema>;

/** The address of a port's preview. */
export function previewUrl({ scheme, prefix, suffix }: PreviewOrigin, port: number): string {
  return `${scheme}//${prefix}-${port}.${suffix}/`;
}

/** How previews of the engine at this address are named. */
export function previewOriginOf(location: { protocol: string; host: string }): PreviewOrigin {
  const dot = location.host.indexOf(".");
  if (dot < 0) return { scheme: location.protocol, prefix: "preview", suffix: location.host };
  return { scheme: location.protocol, prefix: location.host.slice(0, dot), suffix: location.host.slice(dot + 1) };
}

/** The port whose preview has this origin; null for any other origin. */
export function previewPort(own: PreviewOrigin, origin: string): number | null {
  const match = /^(https?:)\/\/(.+)-(\d{1,5})\.(.+)$/.exec(origin);
  if (!match || match[1] !== own.scheme || match[2] !== own.prefix || match[4] !== own.suffix) return null;
  const port = Number(match[3]);
  return port > 0 && port <= 65_535 ? port : null;
}
