/** R2, the static assets and the cache of Workers as the edge's ports. */
import type { Assets, Blobs } from "../ports.ts";
import type { ProxyCache } from "../proxy/registry.ts";
import { contentTypeOf } from "./content-types.ts";

export function createR2Blobs(bucket: R2Bucket): Blobs {
  return {
    async get(key) {
      const found = await bucket.get(key);
      return found ? new Uint8Array(await found.arrayBuffer()) : undefined;
    },
    async put(key, bytes) {
      await bucket.put(key, bytes);
    },
    async deleteAll(prefix) {
      for (;;) {
        const { objects, truncated } = await bucket.list({ prefix });
        if (objects.length > 0) await bucket.delete(objects.map((object) => object.key));
        if (!truncated) return;
      }
    },
  };
}

/** Workers compress by themselves: no precompressed twins. */
export function createWorkersAssets(assets: Fetcher): Assets {
  return {
    async get(path) {
      const response = await assets.fetch(
        new Request(`https://assets.invalid/${path.split("/").map(encodeURIComponent).join("/")}`),
      );
      if (response.status !== 200) {
        await response.body?.cancel();
        return undefined;
      }
      const body = new Uint8Array(await response.arrayBuffer());
      return { body, contentType: contentTypeOf(path), etag: response.headers.get("ETag") ?? `"${body.length}"` };
    },
  };
}

const storedAtHeader = "X-Stored-At";

/** The data centre's cache: a miss costs a download, no more. */
export function createEdgeCache(cache: Cache): ProxyCache {
  const urlOf = (key: string): string => `https://npm-cache.invalid/${key}`;
  return {
    async get(key) {
      const found = await cache.match(urlOf(key));
      if (!found) return undefined;
      return { bytes: new Uint8Array(await found.arrayBuffer()), storedAt: Number(found.headers.get(storedAtHeader)) };
    },
    async put(key, { bytes, storedAt }) {
      await cache.put(
        urlOf(key),
        new Response(bytes, { headers: { "Cache-Control": "max-age=31536000", [storedAtHeader]: String(storedAt) } }),
      );
    },
  };
}
