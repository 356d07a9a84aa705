import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createFolderAssets, createFolderBlobs, createFolderCache } from "./node-files.ts";

const folder = mkdtempSync(join(tmpdir(), "glasshouse-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

describe("built files", () => {
  it("come precompressed to whoever accepts it, each form under its own tag", async () => {
    await mkdir(join(folder, "dist"), { recursive: true });
    for (const [name, text] of [
      ["app.js", "plain"],
      ["app.js.br", "brotli"],
      ["app.js.gz", "gzip"],
    ]) {
      writeFileSync(join(folder, "dist", name ?? ""), text ?? "");
    }
    const assets = createFolderAssets(join(folder, "dist"));
    const read = async (accept: string): Promise<unknown[]> => {
      const asset = await assets.get("app.js", accept);
      return [asset?.encoding, asset && (await new Response(asset.body).text()), asset?.contentType];
    };
    const type = "text/javascript; charset=utf-8";
    expect([await read("gzip, br"), await read("gzip"), await read("")]).toEqual([
      ["br", "brotli", type],
      ["gzip", "gzip", type],
      [undefined, "plain", type],
    ]);
    const tags = await Promise.all(
      ["br", "gzip", ""].map(async (accept) => (await assets.get("app.js", accept))?.etag),
    );
    expect(new Set(tags).size).toBe(3);
  });

  it("a path out of the folder, a folder and a missing file are all nothing", async () => {
    writeFileSync(join(folder, "outside.txt"), "secret");
    const assets = createFolderAssets(join(folder, "dist"));
    for (const path of ["../outside.txt", "..", "", ".", "a\0b", "missing.js", "/etc/passwd", "app.js/below"]) {
      expect(await assets.get(path, "")).toBeUndefined();
    }
  });
});

describe("blobs", () => {
  it("are kept under their key until all of a workspace go", async () => {
    const blobs = createFolderBlobs(join(folder, "blobs"));
    await blobs.put("w/a", bytes("one"));
    await blobs.put("v/a", bytes("two"));
    await blobs.deleteAll("w/");
    expect([await blobs.get("w/a"), await blobs.get("v/a")]).toEqual([undefined, bytes("two")]);
  });

  it("a key that leaves the folder is a bug and throws", () => {
    const blobs = createFolderBlobs(join(folder, "blobs"));
    expect(() => blobs.put("../escaped", bytes("x"))).toThrow("leaves its folder");
  });
});

it("a cached package remembers when it was fetched", async () => {
  const cache = createFolderCache(join(folder, "npm-cache"));
  await cache.put("key", { bytes: bytes("tarball"), storedAt: 1_700_000_000_123 });
  expect(await cache.get("key")).toEqual({ bytes: bytes("tarball"), storedAt: 1_700_000_000_123 });
  expect(await cache.get("other")).toBeUndefined();
});
