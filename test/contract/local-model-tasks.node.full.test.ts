/** Questions and tasks with a real model behind the real edge: a tiny one of random weights talks nonsense, and everything around it stays honest, bounded and stoppable. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { askForCode } from "../../shared/agent/edits/ask-for-code.ts";
import { askForEdits } from "../../shared/agent/edits/ask-for-edits.ts";
import type { Socket } from "../../web/assistant/assistant-socket.ts";
import { createRemoteAsk, type RemoteAsk } from "../../web/assistant/remote-ask.ts";
import { freePort, type RunningCommand, runCommand } from "../support/command.ts";
import { writeTinyModel } from "../support/gguf.ts";
import { type NodeEdge, startNodeEdge } from "../support/node-edge.ts";
import { parseErrors } from "../support/script-project.ts";
import { Visitor } from "../support/wire-client.ts";

const folder = mkdtempSync(join(tmpdir(), "glasshouse-local-tasks-"));
const installTimeoutMs = 300_000;
let model: RunningCommand;
let modelOrigin: string;
let edge: NodeEdge;
let remote: RemoteAsk;

beforeAll(async () => {
  const file = join(folder, "tiny.gguf");
  writeTinyModel(file, { context: 8_192 });
  const port = await freePort();
  modelOrigin = `http://127.0.0.1:${port}`;
  model = runCommand("npm", ["run", "model", "--", file, "--port", String(port)]);
  await model.until(/answers at/);
  edge = await startNodeEdge({
    env: {
      GLASSHOUSE_MODELS: JSON.stringify([
        { name: "tiny", endpoint: modelOrigin, dialect: "openai-chat", contextTokens: 8_192 },
      ]),
    },
  });
  const ada = await Visitor.guest(edge);
  const workspace = await ada.createWorkspace("local");
  remote = createRemoteAsk({ workspace, ports: { connect: () => socketOf(ada), after } });
}, installTimeoutMs);

afterAll(async () => {
  remote?.dispose();
  await edge?.stop();
  model.signal("SIGTERM");
  await model.exit;
  rmSync(folder, { recursive: true, force: true });
});

function after(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}

/** The wire client's socket as the page's. */
function socketOf(ada: Visitor): Socket {
  const port: Socket = { onOpen() {}, onMessage() {}, onClose() {}, send() {}, close() {} };
  void edge.connect(`${edge.ideOrigin.replace("http", "ws")}/assistant`, ada.headers()).then((opened) => {
    if ("status" in opened) return port.onClose(1006, String(opened.status));
    opened.onMessage = (data) => port.onMessage(String(data));
    port.send = (text) => opened.send(text);
    port.close = () => opened.close();
    void opened.closed.then(({ code, reason }) => port.onClose(code, reason));
    port.onOpen();
  });
  return port;
}

const health = async () => (await fetch(`${modelOrigin}/health`)).json();
const idle = { status: "ok", running: 0, waiting: 0 };
const text = "export function add(a, b) {\n  return a + b;\n}\n";
const subject = { path: "add.js", text, firstLine: 1 };

it("Stop ends an answer in the middle, and the model is free at once", async () => {
  const stop = new AbortController();
  const end = await remote.ask(
    { task: "chat", language: "en", request: "What is this?", subject },
    () => stop.abort(),
    stop.signal,
  );
  expect(end).toMatchObject({ ok: true, reason: "cancelled" });
  await expect.poll(health).toEqual(idle);
});

it("an answer has an end and its cost, whatever it says", async () => {
  const end = await remote.ask(
    { task: "commit", language: "en", request: "", subject },
    () => {},
    AbortSignal.timeout(120_000),
  );
  expect(end).toMatchObject({ ok: true, model: "tiny" });
  expect(end.ok && end.tokens).toBeGreaterThan(0);
});

it("nonsense changes nothing: it is asked again in bounds, and then given up with what it cost", async () => {
  const project = { read: (path: string) => (path === "add.js" ? text : undefined), symbolAt: () => undefined };
  const ports = { model: remote.ask, project, gates: { parseErrors } };
  const signal = AbortSignal.timeout(240_000);
  const asked = { task: "comment", language: "en", subject } as const;
  const edits = await askForEdits({ ask: asked, allows: (path) => path === "add.js" }, ports, signal);
  expect(edits.files.size).toBe(0);
  // Its letters are tokens: with its own long answer before it the question may be more than it can read, which is told.
  expect(["given-up", "failed"]).toContain(edits.end);
  expect(edits.bill.calls.length).toBeLessThanOrEqual(4);
  expect(edits.bill.tokens).toBeGreaterThan(0);
  const objects = (code: string) => (parseErrors("add.js", code) > 0 ? "It does not parse." : undefined);
  const code = await askForCode({ ask: { ...asked, task: "generate" }, objects }, { model: remote.ask }, signal);
  expect(["done", "given-up", "failed"]).toContain(code.end);
  expect(code.end === "done" ? parseErrors("add.js", code.code ?? "(") : 0).toBe(0);
  await expect.poll(health).toEqual(idle);
});
