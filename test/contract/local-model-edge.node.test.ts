/** The product's edge with the model of `npm run model` as its endpoint: from the assistant socket to llama.cpp and back. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type AssistantClientFrame,
  type AssistantServerFrame,
  assistantServerSchema,
} from "../../shared/protocol/assistant.ts";
import { protocolVersion } from "../../shared/protocol/limits.ts";
import { freePort, type RunningCommand, runCommand } from "../support/command.ts";
import { writeTinyModel } from "../support/gguf.ts";
import { type NodeEdge, startNodeEdge } from "../support/node-edge.ts";
import { Visitor, type WireSocket } from "../support/wire-client.ts";

const folder = mkdtempSync(join(tmpdir(), "glasshouse-local-edge-"));
const adminToken = "a-token-for-the-owner";
const installTimeoutMs = 300_000;
let model: RunningCommand;
let modelOrigin: string;
let edge: NodeEdge;
let socket: WireSocket;
let workspace: string;
const frames: AssistantServerFrame[] = [];

beforeAll(async () => {
  const file = join(folder, "tiny.gguf");
  writeTinyModel(file);
  const port = await freePort();
  modelOrigin = `http://127.0.0.1:${port}`;
  model = runCommand("npm", ["run", "model", "--", file, "--port", String(port)]);
  await model.until(/answers at/);
  edge = await startNodeEdge({
    env: { GLASSHOUSE_MODEL_URL: modelOrigin, GLASSHOUSE_MODEL_NAME: "tiny", GLASSHOUSE_ADMIN_TOKEN: adminToken },
  });
  const ada = await Visitor.guest(edge);
  workspace = await ada.createWorkspace("local");
  const opened = await edge.connect(`${edge.ideOrigin.replace("http", "ws")}/assistant`, ada.headers());
  if ("status" in opened) throw new Error(`the socket was refused: ${opened.status}`);
  socket = opened;
  socket.onMessage = (data) => frames.push(v.parse(assistantServerSchema, JSON.parse(String(data))));
  say({ type: "hello", protocol: protocolVersion });
}, installTimeoutMs);

afterAll(async () => {
  socket?.close();
  await edge?.stop();
  model.signal("SIGTERM");
  await model.exit;
  rmSync(folder, { recursive: true, force: true });
});

function say(frame: AssistantClientFrame): void {
  socket.send(JSON.stringify(frame));
}

function complete(id: string, changes: { prefix?: string; context?: { path: string; text: string }[] } = {}): void {
  const place = { path: "a.ts", language: "typescript", prefix: "const a = ", suffix: ";\n" };
  say({ type: "complete", id, workspace, ...place, trigger: "manual", ...changes });
}

const heard = (id: string) => frames.filter((frame) => "id" in frame && frame.id === id);
const end = (id: string) => heard(id).find(({ type }) => type !== "delta");
const health = async () => (await fetch(`${modelOrigin}/health`)).json();

it("the socket names the local model", async () => {
  await expect.poll(() => frames[0]).toMatchObject({ type: "welcome", models: [{ name: "tiny" }] });
});

it("a completion streams in pieces from the model through the edge, with how long it took", async () => {
  complete("1");
  await expect.poll(() => end("1"), { timeout: 20_000 }).toMatchObject({ type: "done", model: "tiny" });
  expect(heard("1").filter(({ type }) => type === "delta").length).toBeGreaterThan(2);
});

it("other files go along too", async () => {
  complete("2", { context: [{ path: "b.ts", text: "export const b = 1;\n" }] });
  await expect.poll(() => end("2"), { timeout: 20_000 }).toMatchObject({ type: "done" });
  const [plain, withFile] = model.output().matchAll(/completions: (\d+) tokens in/g);
  expect(Number(withFile?.[1])).toBeGreaterThan(Number(plain?.[1]));
});

it("the edge learnt from the model how much it reads and that it fills gaps", async () => {
  const headers = { Authorization: `Bearer ${adminToken}` };
  const status = await (await edge.fetch(`${edge.ideOrigin}/api/admin/models`, { headers })).json();
  expect(status).toMatchObject({ endpoints: [{ capabilities: { contextTokens: 512, fillIn: "accepted" } }] });
});

it("typing on stops the model in mid-answer, and its place is free for the next", async () => {
  complete("3");
  await expect.poll(() => heard("3").length, { timeout: 20_000 }).toBeGreaterThan(0);
  say({ type: "cancel", id: "3" });
  await expect.poll(() => end("3")).toMatchObject({ type: "done", reason: "cancelled" });
  await expect.poll(health).toEqual({ status: "ok", running: 0, waiting: 0 });
  complete("4");
  await expect.poll(() => end("4"), { timeout: 20_000 }).toMatchObject({ type: "done" });
  expect(end("4")).not.toMatchObject({ reason: "cancelled" });
});

it("a closed tab stops the model too", async () => {
  complete("5");
  await expect.poll(() => heard("5").length, { timeout: 20_000 }).toBeGreaterThan(0);
  socket.close();
  await expect.poll(health).toEqual({ status: "ok", running: 0, waiting: 0 });
});
