import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connectLocal, fetchLocal, siteFixture } from "../../test/support/node-edge.ts";
import { Visitor } from "../../test/support/wire-client.ts";
import { createNodeHost, type NodeHost } from "./node-host.ts";

let dataDir: string;
let host: NodeHost;
let ada: Visitor;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "glasshouse-deletion-"));
  const port = await freePort();
  const ideOrigin = `http://localhost:${port}`;
  const sandboxOrigin = `http://sandbox.localhost:${port}`;
  host = await createNodeHost({ dataDir, distDir: siteFixture, config: { ideOrigin, sandboxOrigin }, env: {} });
  await new Promise<void>((resolve) => host.server.listen(port, "127.0.0.1", resolve));
  const restart = (): Promise<void> => Promise.reject(new Error("this host is not restarted"));
  ada = await Visitor.guest({ ideOrigin, sandboxOrigin, fetch: fetchLocal, connect: connectLocal, restart });
});

afterEach(async () => {
  await host.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("a listening server has an address");
  return (address satisfies AddressInfo).port;
}

async function upload(workspace: string, text: string): Promise<string> {
  const hash = createHash("sha256").update(text).digest("hex");
  const path = `/api/workspaces/${workspace}/blobs/${hash}`;
  expect((await ada.request("PUT", path, new TextEncoder().encode(text))).status).toBe(201);
  return path;
}

/** The files under the data folder whose path names the workspace. */
const filesOf = (workspace: string): string[] =>
  readdirSync(dataDir, { recursive: true, encoding: "utf8" }).filter((path) => path.includes(workspace));

it("a deleted workspace's blobs are gone from the disk, and nobody else's", async () => {
  const [doomed, kept] = [await ada.createWorkspace(), await ada.createWorkspace()];
  const gone = [await upload(doomed, "one"), await upload(doomed, "two")];
  const stays = await upload(kept, "one");
  const before = filesOf(kept);
  expect(filesOf(doomed).length).toBeGreaterThan(gone.length);
  expect((await ada.request("DELETE", `/api/workspaces/${doomed}`)).status).toBe(200);
  expect(filesOf(doomed)).toEqual([]);
  for (const path of gone) expect((await ada.request("GET", path)).status).toBe(404);
  expect(filesOf(kept)).toEqual(before);
  expect(await (await ada.request("GET", stays)).text()).toBe("one");
});
