/** One file of `dist/` as an HTTP answer. */
import type { Context } from "hono";
import { type HeaderKind, securityHeaders } from "../security-headers.ts";
import type { Services } from "./context.ts";

/** Vite and web/engine/build-engine.ts put a hash of the content into the path: such a file never changes. */
const hashedPath =
  /^(?:web\/assets\/.*[-.][\w-]{8,}\.(?:js|css|wasm|woff2|svg|png|json|map)|engine\/process-[0-9a-f]{12}\/.*)$/;

/** The answer, or undefined when there is no such file. */
export async function serveAsset(
  context: Context,
  services: Services,
  path: string,
  kind: HeaderKind,
): Promise<Response | undefined> {
  const asset = await services.assets.get(path, context.req.header("Accept-Encoding") ?? "");
  if (!asset) return undefined;
  for (const [name, value] of Object.entries(securityHeaders(kind, services.config))) context.header(name, value);
  context.header("ETag", asset.etag);
  context.header("Vary", "Accept-Encoding");
  context.header("Cache-Control", hashedPath.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
  if (context.req.header("If-None-Match")?.includes(asset.etag)) return context.body(null, 304);
  context.header("Content-Type", asset.contentType);
  if (asset.encoding) context.header("Content-Encoding", asset.encoding);
  return context.body(asset.body);
}
