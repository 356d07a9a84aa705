/** What an edge promises, whichever host runs it. */

import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { workspaceLimits } from "../../shared/protocol/limits.ts";
import { type EdgeHost, Visitor } from "../support/wire-client.ts";

const unknownId = "00000000000000000000000000";
const errorSchema = v.strictObject({ error: v.strictObject({ code: v.string(), message: v.string() }) });

async function failure(response: Response): Promise<[number, string]> {
  return [response.status, v.parse(errorSchema, await response.json()).error.code];
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function describeEdge(name: string, host: () => EdgeHost): void {
  describe(`${name}: people`, () => accountContract(host));
  describe(`${name}: workspaces`, () => workspaceContract(host));
  describe(`${name}: files that are not text`, () => blobContract(host));
  describe(`${name}: share links`, () => linkContract(host));
  describe(`${name}: live documents`, () => syncContract(host));
  describe(`${name}: sites and files`, () => siteContract(host));
}

function accountContract(host: () => EdgeHost): void {
  it("is healthy", async () => {
    const response = await host().fetch(`${host().ideOrigin}/health`);
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
  });

  it("knows nobody before the first write, and looking makes no cookie", async () => {
    const response = await new Visitor(host()).request("GET", "/api/me");
    expect([await response.json(), response.headers.getSetCookie()]).toEqual([{ user: null }, []]);
  });

  it("[PR5] mints a guest by POST with a cookie that no sandbox can read or plant", async () => {
    const response = await new Visitor(host()).request("POST", "/api/guest");
    const cookie = response.headers.getSetCookie()[0] ?? "";
    expect(cookie).toMatch(/^__Host-session=/);
    expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(await response.json()).toEqual({
      user: {
        id: expect.any(String),
        name: expect.stringMatching(/^Guest [A-Z]/),
        color: expect.stringMatching(/^#/),
        guest: true,
      },
    });
  });

  it("gives a guest who asks again the same account", async () => {
    const ada = await Visitor.guest(host());
    const again = await ada.request("POST", "/api/guest");
    expect(await again.json()).toMatchObject({ user: { id: ada.userId } });
  });

  it("refuses a state change without the IDE's Origin, and any API call that names a sandbox", async () => {
    const ada = await Visitor.guest(host());
    const workspace = await ada.createWorkspace();
    const preview = host().sandboxOrigin.replace("//", `//${workspace}-3000.`);
    const attempts: [string, Record<string, string>][] = [
      ["POST", {}],
      ["POST", { Origin: "https://evil.example" }],
      ["POST", { Origin: "null" }],
      ["POST", { Origin: preview }],
      ["GET", { Origin: preview }],
      ["GET", { Referer: `${preview}/page` }],
      ["GET", { "Sec-Fetch-Site": "cross-site" }],
      ["GET", { "Sec-Fetch-Site": "same-site" }],
    ];
    const statuses = attempts.map(async ([method, headers]) => {
      const response = await host().fetch(`${host().ideOrigin}/api/workspaces`, {
        method,
        headers: { Cookie: ada.cookie, ...headers },
      });
      return response.status;
    });
    expect(await Promise.all(statuses)).toEqual(attempts.map(() => 403));
  });
}

function workspaceContract(host: () => EdgeHost): void {
  it("lists, shows, renames and deletes what is yours", async () => {
    const ada = await Visitor.guest(host());
    const id = await ada.createWorkspace("First");
    await ada.request("PATCH", `/api/workspaces/${id}`, { name: "  Renamed " });
    const listed = { id, name: "Renamed", role: "owner", updatedAt: expect.any(Number) };
    expect(await (await ada.request("GET", "/api/workspaces")).json()).toEqual({ workspaces: [listed] });
    expect(await (await ada.request("GET", `/api/workspaces/${id}`)).json()).toEqual({ workspace: listed });
    expect((await ada.request("DELETE", `/api/workspaces/${id}`)).status).toBe(200);
    expect(await (await ada.request("GET", "/api/workspaces")).json()).toEqual({ workspaces: [] });
  });

  it("answers the same for what does not exist and what is not yours", async () => {
    const [ada, bob] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const mine = await ada.createWorkspace();
    const answers = [mine, unknownId, "..", "%00", "x".repeat(300)].map(async (id) => {
      const response = await bob.request("GET", `/api/workspaces/${encodeURIComponent(id)}`);
      return [response.status, await response.text()];
    });
    expect(new Set((await Promise.all(answers)).map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await bob.request("DELETE", `/api/workspaces/${mine}`)).status).toBe(404);
  });

  it("says what is wrong with a request", async () => {
    const ada = await Visitor.guest(host());
    const stranger = new Visitor(host());
    expect(await failure(await stranger.request("POST", "/api/workspaces", {}))).toEqual([401, "unauthenticated"]);
    expect(await failure(await ada.request("POST", "/api/workspaces", { template: "no-such" }))).toEqual([
      400,
      "bad-request",
    ]);
    expect(await failure(await ada.request("POST", "/api/workspaces", { name: "x".repeat(500) }))).toEqual([
      400,
      "bad-request",
    ]);
    expect(
      await failure(await ada.request("POST", "/api/workspaces", { name: "x", extra: "y".repeat(70_000) })),
    ).toEqual([413, "too-large"]);
    expect(await failure(await ada.request("GET", "/api/nothing"))).toEqual([404, "not-found"]);
  });

  it("keeps bytes by their hash, for editors to write and viewers to read", async () => {
    const [ada, viewer] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const id = await ada.createWorkspace();
    await viewer.redeem((await ada.createLink(id, "view")).token);
    const bytes = Uint8Array.from([0, 1, 2, 255]);
    const path = `/api/workspaces/${id}/blobs/${await hashOf(bytes)}`;
    expect(await failure(await viewer.request("PUT", path, bytes))).toEqual([403, "forbidden"]);
    expect(await failure(await ada.request("PUT", path, Uint8Array.from([9])))).toEqual([400, "bad-request"]);
    expect((await ada.request("PUT", path, bytes)).status).toBe(201);
    const read = await viewer.request("GET", path);
    expect([new Uint8Array(await read.arrayBuffer()), read.headers.get("Content-Disposition")]).toEqual([
      bytes,
      "attachment",
    ]);
    expect((await ada.request("GET", path.slice(0, -1))).status).toBe(404);
  });
}

function blobContract(host: () => EdgeHost): void {
  it("the hash of a blob is no way to another workspace's files", async () => {
    const [ada, bob] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const [theirs, own] = [await ada.createWorkspace(), await bob.createWorkspace()];
    const bytes = new TextEncoder().encode("secret");
    const hash = await hashOf(bytes);
    await ada.request("PUT", `/api/workspaces/${theirs}/blobs/${hash}`, bytes);
    for (const name of [`..%2F${theirs}%2F${hash}`, "..%2F..%2Faccounts.db", hash]) {
      const path = `/api/workspaces/${own}/blobs/${name}`;
      expect((await bob.request("GET", path)).status).toBe(404);
      if (name !== hash) expect(await failure(await bob.request("PUT", path, bytes))).toEqual([400, "bad-request"]);
    }
  });

  it("a file over 50 MiB is refused, said in its length or not", async () => {
    const ada = await Visitor.guest(host());
    const path = `/api/workspaces/${await ada.createWorkspace()}/blobs/${"0".repeat(64)}`;
    const bytes = new Uint8Array(workspaceLimits.maxBlobBytes + 1);
    expect(await failure(await ada.request("PUT", path, bytes))).toEqual([413, "too-large"]);
  });
}

function linkContract(host: () => EdgeHost): void {
  it("a link gives its role, shows its token once, and ends with all it gave", async () => {
    const [ada, bob] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const id = await ada.createWorkspace();
    const link = await ada.createLink(id, "edit");
    expect(await (await bob.redeem(link.token)).json()).toEqual({ workspaceId: id, role: "editor" });
    const listed = await (await ada.request("GET", `/api/workspaces/${id}/links`)).text();
    expect([listed.includes(link.id), listed.includes(link.token)]).toEqual([true, false]);
    const peer = await (await bob.open(id)).join();
    expect((await ada.request("DELETE", `/api/workspaces/${id}/links/${link.id}`)).status).toBe(200);
    await peer.until(() => peer.closed !== undefined);
    expect(peer.closed?.code).toBe(closeCodes.forbidden);
    expect((await bob.request("GET", `/api/workspaces/${id}`)).status).toBe(404);
    expect((await bob.redeem(link.token)).status).toBe(404);
  });

  it("ending one of two links leaves what the other gives", async () => {
    const [ada, bob] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const id = await ada.createWorkspace();
    const [view, edit] = [await ada.createLink(id, "view"), await ada.createLink(id, "edit")];
    await bob.redeem(view.token);
    await bob.redeem(edit.token);
    const peer = await (await bob.open(id)).join();
    await ada.request("DELETE", `/api/workspaces/${id}/links/${edit.id}`);
    await peer.until(() => peer.last("role") !== undefined);
    expect([peer.last("welcome")?.role, peer.last("role")?.role]).toEqual(["editor", "viewer"]);
  });

  it("a viewer who opens an edit link may write at once, in the tab that is open", async () => {
    const [ada, bob] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const id = await ada.createWorkspace();
    await bob.redeem((await ada.createLink(id, "view")).token);
    const peer = await (await bob.open(id)).join();
    await bob.redeem((await ada.createLink(id, "edit")).token);
    await peer.until(() => peer.last("role") !== undefined);
    expect([peer.last("welcome")?.role, peer.last("role")?.role]).toEqual(["viewer", "editor"]);
    await peer.acked(peer.addFile("now", "allowed"));
  });

  it("a wrong token, a malformed one and an ended one are told apart by nothing", async () => {
    const ada = await Visitor.guest(host());
    const answers = await Promise.all(
      [unknownId, "", "../..", "é"].map(async (token) => (await ada.redeem(token)).text()),
    );
    expect(new Set(answers).size).toBe(1);
  });

  it("deleting the workspace closes everybody", async () => {
    const [ada, bob] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const id = await ada.createWorkspace();
    await bob.redeem((await ada.createLink(id, "edit")).token);
    const peer = await (await bob.open(id)).join();
    await ada.request("DELETE", `/api/workspaces/${id}`);
    await peer.until(() => peer.closed !== undefined);
    expect(peer.closed?.code).toBe(closeCodes.forbidden);
  });
}

function syncContract(host: () => EdgeHost): void {
  it("[SY3] [SY5] two people see the template and each other's edits", async () => {
    const [ada, bob] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const id = await ada.createWorkspace();
    await bob.redeem((await ada.createLink(id, "edit")).token);
    const first = await (await ada.open(id)).join();
    const second = await (await bob.open(id)).join();
    await first.acked(first.addFile("hello", "from ada"));
    await second.until(() => second.textOf("hello") !== undefined);
    expect(second.frames.find((frame) => frame.kind === "update")).toMatchObject({
      author: ada.userId,
      origin: "typed",
    });
    expect([...second.doc.getMap("files").keys()].length).toBeGreaterThan(1);
  });

  it("[SY4] a paste of 3 MB in four files and an edit just acknowledged survive the end of the server", async () => {
    const ada = await Visitor.guest(host());
    const id = await ada.createWorkspace();
    const peer = await (await ada.open(id)).join();
    let seq = 0;
    for (const part of [0, 1, 2, 3]) seq = peer.addFile(`big${part}`, "x".repeat(750_000));
    await peer.acked(seq);
    await peer.acked(peer.addFile("last", "said to be saved"));
    const before = peer.last("welcome");
    await host().restart();
    const again = await (await ada.open(id)).join(peer.replica);
    expect(again.last("welcome")).toMatchObject({
      epoch: before?.epoch,
      replica: before?.replica,
      lastSeq: seq + 1,
      head: seq + 2,
    });
    expect([again.textOf("big3")?.length, again.textOf("last")]).toEqual([750_000, "said to be saved"]);
  });

  it("[SY8] a view link reads and cannot write", async () => {
    const [ada, viewer] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const id = await ada.createWorkspace();
    await viewer.redeem((await ada.createLink(id, "view")).token);
    const peer = await (await viewer.open(id)).join();
    const seq = peer.addFile("no", "never");
    await peer.until(() => peer.last("reject") !== undefined);
    expect([peer.last("welcome")?.role, peer.last("reject")]).toMatchObject(["viewer", { seq, code: "forbidden" }]);
  });

  it("[PR5] a ticket opens the socket once, for its workspace, without an Origin", async () => {
    const ada = await Visitor.guest(host());
    const [id, other] = [await ada.createWorkspace(), await ada.createWorkspace()];
    const ticket = async (): Promise<string> =>
      (await ada.json("POST", "/api/tickets", v.object({ ticket: v.string() }), { socket: "sync", workspace: id }))
        .ticket;
    const url = `${host().ideOrigin.replace("http", "ws")}/sync/`;
    const [good, wrong] = [await ticket(), await ticket()];
    const peer = await ada.open(id, { Authorization: `Bearer ${good}` });
    expect((await peer.join()).last("welcome")?.role).toBe("owner");
    expect(await host().connect(url + id, { Authorization: `Bearer ${good}` })).toEqual({ status: 403 });
    expect(await host().connect(url + other, { Authorization: `Bearer ${wrong}` })).toEqual({ status: 403 });
  });

  it("[PR5] a page of another origin, or of none, opens no socket with the visitor's cookie", async () => {
    const ada = await Visitor.guest(host());
    const id = await ada.createWorkspace();
    const url = `${host().ideOrigin.replace("http", "ws")}/sync/${id}`;
    for (const origin of ["https://evil.example", "null", `${host().ideOrigin}.evil.example`, undefined]) {
      const headers = { Cookie: ada.cookie, ...(origin === undefined ? {} : { Origin: origin }) };
      expect(await host().connect(url, headers)).toEqual({ status: 403 });
    }
  });

  it("a socket to a workspace that does not exist and to one that is not yours is refused alike", async () => {
    const [ada, bob] = [await Visitor.guest(host()), await Visitor.guest(host())];
    const url = `${host().ideOrigin.replace("http", "ws")}/sync/`;
    for (const id of [await ada.createWorkspace(), unknownId, "not-an-id"]) {
      expect(await host().connect(url + id, bob.headers())).toEqual({ status: 404 });
    }
  });

  it("[FR1] [FR3] nonsense on the wire is answered or closes with a code", async () => {
    const ada = await Visitor.guest(host());
    const id = await ada.createWorkspace();
    const peer = await (await ada.open(id)).join();
    peer.socket.send('{"type":"nonsense"}');
    await peer.until(() => peer.last("error") !== undefined);
    expect(peer.last("error")?.code).toBe("bad-frame");
    peer.socket.send(Uint8Array.from([250]));
    await peer.until(() => peer.closed !== undefined);
    expect(peer.closed?.code).toBe(closeCodes.badFrame);
  });
}

function siteContract(host: () => EdgeHost): void {
  const site = (label: string): string => host().sandboxOrigin.replace("//", `//${label}.`);

  it("serves the page with a fresh nonce in the policy and in the markup", async () => {
    const [first, second] = [
      await host().fetch(`${host().ideOrigin}/`),
      await host().fetch(`${host().ideOrigin}/w/${unknownId}`),
    ];
    const nonce = /'nonce-([^']+)'/.exec(first.headers.get("Content-Security-Policy") ?? "")?.[1] ?? "missing";
    const html = await first.text();
    expect([first.status, html.split(`nonce="${nonce}"`).length, html.includes("__CSP_NONCE__")]).toEqual([
      200,
      3,
      false,
    ]);
    expect(second.headers.get("Content-Security-Policy")).not.toContain(nonce);
    expect(html).toContain(`<meta name="glasshouse-sandbox" content="${host().sandboxOrigin}"`);
  });

  it("serves hashed files for ever, others by ETag", async () => {
    const script = await host().fetch(`${host().ideOrigin}/assets/app-0a1b2c3d.js`);
    const process = await host().fetch(`${site(unknownId)}/process-0a1b2c3d4e5f/process.js`);
    const forever = [200, "public, max-age=31536000, immutable"];
    expect([script.status, script.headers.get("Cache-Control")]).toEqual(forever);
    expect([process.status, process.headers.get("Cache-Control")]).toEqual(forever);
    expect(script.headers.get("Content-Type")).toContain("javascript");
    const model = await host().fetch(`${host().ideOrigin}/completion/model.json`);
    const again = await host().fetch(`${host().ideOrigin}/completion/model.json`, {
      headers: { "If-None-Match": model.headers.get("ETag") ?? "" },
    });
    expect([model.status, model.headers.get("Cache-Control"), again.status]).toEqual([200, "no-cache", 304]);
  });

  it("an unknown page is the app with 404, an unknown file is a plain 404, nothing leaves the build's folder", async () => {
    const page = await host().fetch(`${host().ideOrigin}/nowhere`, { headers: { Accept: "text/html" } });
    expect([page.status, page.headers.get("Content-Type")]).toEqual([404, expect.stringContaining("text/html")]);
    for (const path of [
      "/nowhere.js",
      "/..%2f..%2fpackage.json",
      "/%2e%2e/package.json",
      "/engine/headless.html",
      "/assets",
    ]) {
      expect((await host().fetch(`${host().ideOrigin}${path}`)).status).toBe(404);
    }
  });

  it("serves the engine on a workspace's host and the connect page on a preview's, and nothing signed in", async () => {
    const headless = await host().fetch(`${site(unknownId)}/headless?version=1.6.4`);
    expect([headless.status, await headless.text()]).toEqual([200, expect.stringContaining("headless")]);
    const preview = await host().fetch(`${site(`${unknownId}-3000`)}/deep/page?x=1`, {
      headers: { "Sec-Fetch-Mode": "navigate" },
    });
    expect([preview.status, await preview.text()]).toEqual([200, expect.stringContaining("connect")]);
    const worker = await host().fetch(`${site(`${unknownId}-3000`)}/__glasshouse/sw.js`);
    expect([worker.status, worker.headers.get("Service-Worker-Allowed")]).toEqual([200, "/"]);
    for (const label of [unknownId, `${unknownId}-3000`]) {
      expect((await host().fetch(`${site(label)}/api/me`)).status).toBe(404);
      const posted = await host().fetch(`${site(label)}/api/guest`, {
        method: "POST",
        headers: { Origin: host().ideOrigin },
      });
      expect([posted.status, posted.headers.getSetCookie()]).toEqual([405, []]);
    }
    expect((await host().fetch(`${site(`${unknownId}-3000`)}/npm/express`)).status).toBe(404);
  });

  it("answers 421 for a host that is not ours and 404 for a sandbox without a workspace", async () => {
    const { port } = new URL(host().ideOrigin);
    for (const name of ["evil.example", "localhost.evil.example", "sandbox.localhost.evil.example"]) {
      expect((await host().fetch(`http://${name}:${port}/`)).status).toBe(421);
    }
    for (const label of ["www", `${unknownId}-0`, `${unknownId}-70000`, `${unknownId}-3000-1`]) {
      expect((await host().fetch(`${site(label)}/headless`)).status).toBe(404);
    }
  });

  it("the registry proxy takes package names only", async () => {
    for (const path of [
      "..%2f..",
      "-/ping",
      "express/latest",
      "a/b/c",
      "@scope",
      ".hidden",
      "express/-/..%2fx.tgz",
      "%00",
    ]) {
      expect((await host().fetch(`${site(unknownId)}/npm/${path}`)).status).toBe(404);
    }
    expect((await host().fetch(`${site(unknownId)}/npm/express`, { method: "POST" })).status).toBe(405);
  });
}
