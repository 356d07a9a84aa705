/** The main job, whole: the README's command, three people, two crashes of the server, one model. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import * as Y from "yjs";
import { protocolVersion } from "../../shared/protocol/limits.ts";
import { decodeSyncFrame, encodeSyncFrame } from "../../shared/protocol/sync-frame.ts";
import { launchBrowser } from "../support/browser.ts";
import { npmStart, type RunningServer } from "../support/command.ts";
import { Ide } from "../support/ide.ts";
import { type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";

const data = mkdtempSync(join(tmpdir(), "glasshouse-main-job-"));
const contexts: BrowserContext[] = [];
let endpoint: ScriptedEndpoint;
let server: RunningServer;
let owner: Ide;
let colleague: Ide;

async function newPerson(): Promise<Page> {
  const context = await launchBrowser();
  contexts.push(context);
  return context.newPage();
}

async function start(port?: number): Promise<RunningServer> {
  return npmStart({
    data,
    ...(port === undefined ? {} : { port }),
    env: { GLASSHOUSE_MODEL_URL: endpoint.url, GLASSHOUSE_MODEL_NAME: "scripted" },
  });
}

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: [] });
  server = await start();
});

afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  server.command.signal("SIGTERM");
  await server.command.exit;
  await endpoint.close();
  rmSync(data, { recursive: true, force: true });
});

describe("the main job", () => {
  it("the Express template opens as a project with its files and an engine", async () => {
    owner = await Ide.create(await newPerson(), server.origin, /Express server/);
    await owner.openFile("server.js");
    await owner.status(/Engine ready/);
    expect(await owner.text()).toContain("express()");
  });

  it("npm install brings express from the registry into the tab", async () => {
    await owner.prompt();
    await owner.shell("npm install");
    await owner.terminalShows(/added \d+ packages/);
  });

  it("npm start opens the page in the preview", async () => {
    await owner.prompt();
    await owner.shell("npm start");
    await owner.previewShows(/Kept by/);
  });

  it("an edit of the route shows in the preview", async () => {
    await owner.openFile("server.js");
    await owner.cursorAfter("express()");
    await owner.page.keyboard.type('\napp.get("/edited", (request, response) => response.send("Edited in the tab"));');
    await owner.page.keyboard.press("Escape");
    await owner.status(/Saved/);
    const address = owner.page.getByRole("textbox", { name: "Path in the preview" });
    await expect
      .poll(
        async () => {
          await address.fill("/edited");
          await address.press("Enter");
          await owner.page.waitForTimeout(500);
          return owner.preview().locator("body").textContent();
        },
        { timeout: 30_000 },
      )
      .toContain("Edited in the tab");
  });

  it("a ghost completion of the statistical engine is typed only when accepted", async () => {
    await owner.cursorAfter("Edited in the tab");
    await owner.page.keyboard.type("\nconst again = exp");
    const ghost = await owner.ghost(/^ress/);
    expect(await owner.text()).not.toContain(`again = exp${ghost}`);
    await owner.page.keyboard.press("Tab");
    await expect.poll(() => owner.text()).toContain(`again = exp${ghost}`);
    await owner.page.keyboard.press("Control+z");
    await expect.poll(() => owner.text()).not.toContain(`again = exp${ghost}`);
    await owner.page.keyboard.type("ress;");
    await owner.page.keyboard.press("Escape");
  });

  it("a completion streamed from the endpoint replaces nothing that was typed and is accepted with Tab", async () => {
    endpoint.script = { pieces: ['"from', " the", ' model"', ";"], delayMs: 20 };
    await owner.page.keyboard.press("End");
    await owner.page.keyboard.type("\nconst fromModel = ");
    await owner.page.keyboard.press("Alt+\\");
    await owner.ghost(/^"from the model";$/);
    await owner.page.keyboard.press("Tab");
    await expect.poll(() => owner.text()).toContain('const fromModel = "from the model";');
    await owner.status(/scripted/);
  });

  it("typing on cancels the request at the endpoint", async () => {
    endpoint.script = { pieces: ["never shown"], fault: "hang" };
    await owner.page.keyboard.type("\nconst slow = ");
    await owner.page.keyboard.press("Alt+\\");
    await expect.poll(() => endpoint.requests.length).toBeGreaterThan(1);
    await owner.page.keyboard.type("1;");
    await endpoint.aborted(1);
    expect(await owner.text()).toContain("const slow = 1;");
    endpoint.script = { pieces: [] };
  });

  it("an endpoint that fails is named in the status bar, and typing goes on", async () => {
    endpoint.script = { pieces: [], fault: { status: 401 } };
    await owner.page.keyboard.type("\nconst refused = ");
    await owner.page.keyboard.press("Alt+\\");
    await owner.status(new RegExp(`${new URL(endpoint.url).host}.*key not accepted`));
    await owner.page.keyboard.type("2;");
    expect(await owner.text()).toContain("const refused = 2;");
    endpoint.script = { pieces: [] };
  });

  it("a colleague with the edit link types into the same file, is seen by name, and runs it in their own engine", async () => {
    const link = await owner.shareLink("edit");
    colleague = await Ide.join(await newPerson(), link);
    await colleague.openFile("server.js");
    await colleague.cursorAfter("const slow");
    await colleague.page.keyboard.type("\n// from the colleague");
    await colleague.page.keyboard.press("Escape");
    await expect.poll(() => owner.text()).toContain("// from the colleague");
    await owner.page.locator(".cm-peer-name", { hasText: "Guest" }).first().waitFor({ state: "attached" });
    await colleague.status(/Engine ready/);
    await colleague.page.getByRole("button", { name: "Run", exact: true }).click();
    await colleague.previewShows(/Kept by/);
  });

  it("after kill -9 of the server both see every acknowledged character", async () => {
    await owner.cursorAfter("from the colleague");
    await owner.page.keyboard.type("\n// kept across the crash");
    await owner.page.keyboard.press("Escape");
    await owner.status(/Saved/);
    server.command.signal("SIGKILL");
    await server.command.exit;
    await owner.status(/Offline|Connecting/);
    await owner.page.keyboard.type("\n// typed while the server was away");
    await owner.page.keyboard.press("Escape");
    server = await start(server.port);
    await owner.status(/Saved/);
    await colleague.status(/Saved/);
    for (const person of [owner, colleague]) {
      await expect.poll(() => person.text(), { timeout: 30_000 }).toContain("// kept across the crash");
      await expect.poll(() => person.text(), { timeout: 30_000 }).toContain("// typed while the server was away");
    }
    expect(await colleague.text()).toBe(await owner.text());
  });

  it("a reload shows the same text", async () => {
    const before = await owner.text();
    await owner.page.reload();
    await owner.status(/Saved/);
    await owner.openFile("server.js");
    await expect.poll(() => owner.text()).toBe(before);
  });

  it("a visitor with the view link cannot edit: not in the editor, not over HTTP, not over the socket", async () => {
    const before = await owner.text();
    const visitor = await Ide.join(await newPerson(), await owner.shareLink("view"));
    await visitor.openFile("server.js");
    await visitor.page.locator(".cm-content").first().click();
    await visitor.page.keyboard.type("not allowed");
    const path = `/api/workspaces/${visitor.workspaceId}`;
    const statuses = await visitor.page.evaluate(async (url) => {
      const json = { "content-type": "application/json" };
      const rename = await fetch(url, { method: "PATCH", headers: json, body: '{"name":"mine"}' });
      const share = await fetch(`${url}/links`, { method: "POST", headers: json, body: '{"role":"edit"}' });
      const remove = await fetch(url, { method: "DELETE" });
      return [rename.status, share.status, remove.status];
    }, path);
    for (const status of statuses) expect([403, 404]).toContain(status);
    expect(await writeOverSocket(visitor)).toBe("forbidden");
    expect(await owner.text()).toBe(before);
  });
});

/** Sends an update with the visitor's own cookie from outside the page; the code of the server's refusal. */
async function writeOverSocket(visitor: Ide): Promise<string> {
  const cookies = await visitor.page.context().cookies(server.origin);
  const socket = new WebSocket(`${server.origin.replace("http", "ws")}/sync/${visitor.workspaceId}`, {
    headers: { origin: server.origin, cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") },
  });
  try {
    return await new Promise<string>((resolve, reject) => {
      socket.on("open", () => socket.send(JSON.stringify({ type: "hello", protocol: protocolVersion })));
      socket.on("close", (code) => resolve(`closed ${code}`));
      socket.on("error", reject);
      socket.on("message", (message: Buffer, binary) => {
        if (binary) return void decodeSyncFrame(message);
        const frame = JSON.parse(message.toString());
        if (frame.type === "welcome") socket.send(updateFrame(frame.replica));
        if (frame.type === "reject") resolve(frame.code);
      });
    });
  } finally {
    socket.close();
  }
}

function updateFrame(replica: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = replica;
  doc.getMap("files").set("forged", new Y.Map());
  return encodeSyncFrame({ kind: "update", seq: 1, origin: "typed", author: "", payload: Y.encodeStateAsUpdate(doc) });
}
