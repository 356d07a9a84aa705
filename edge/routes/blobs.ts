/** Files that are not text, by the SHA-256 of their bytes. */
import { Hono } from "hono";
import { workspaceLimits } from "../../shared/protocol/limits.ts";
import { readAtMost } from "../read-at-most.ts";
import { sha256Hex } from "../storage/secrets.ts";
import { guard, notFound, problem, type Services } from "./context.ts";

export function blobRoutes(services: Services): Hono {
  return new Hono()
    .get("/api/workspaces/:workspace/blobs/:hash", async (context) => {
      const guarded = await guard(context, services, "read-blob");
      if ("answer" in guarded) return guarded.answer;
      const hash = context.req.param("hash");
      const bytes = isHash(hash) ? await services.blobs.get(`${guarded.workspace}/${hash}`) : undefined;
      if (!bytes) return notFound(context);
      // Named by its content: it never changes. An attachment: it is never shown as a page of the IDE's origin.
      return context.body(bytes, 200, {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "attachment",
        "Cache-Control": "private, max-age=31536000, immutable",
      });
    })
    .put("/api/workspaces/:workspace/blobs/:hash", async (context) => {
      const guarded = await guard(context, services, "write-blob");
      if ("answer" in guarded) return guarded.answer;
      const hash = context.req.param("hash");
      if (!isHash(hash)) return problem(context, "bad-request", "A blob is named by the SHA-256 of its bytes.");
      const bytes = await readAtMost(context.req.raw, workspaceLimits.maxBlobBytes);
      if (!bytes) return problem(context, "too-large", "A file holds at most 50 MiB.");
      if ((await sha256Hex(bytes)) !== hash) return problem(context, "bad-request", "The bytes have another SHA-256.");
      if (!(await services.workspaces.reserveBlob(guarded.workspace, hash, bytes.length))) {
        return problem(context, "storage-full", "The workspace is full: it holds at most 200 MB.");
      }
      await services.blobs.put(`${guarded.workspace}/${hash}`, bytes);
      return context.json({ ok: true }, 201);
    });
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
