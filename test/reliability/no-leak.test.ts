/** Reliability 36: a completion never leaks. The real client, gateway and HTTP; what arrived is what the upstream recorded. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAssistantSession } from "../../edge/inference/assistant-session.ts";
import { createInference } from "../../edge/inference/inference.ts";
import { readModelSettings } from "../../edge/inference/model-settings.ts";
import { fimFamilies } from "../../shared/models/fim.ts";
import type { Socket } from "../../web/assistant/assistant-socket.ts";
import { createCompletionStatus } from "../../web/assistant/completion-status.ts";
import { createRemoteCompletion, type RemoteCompletion } from "../../web/assistant/remote.ts";
import { SeededRandom } from "../support/chaos-random.ts";
import { projectOf, stageContext } from "../support/context-project.ts";
import { writeReport } from "../support/report.ts";
import { type ScriptedEndpoint, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import { type SecretWorkspace, secretWorkspace } from "../support/secret-workspace.ts";

const workspaces = 200;
const caretsPerWorkspace = 2;
/** Seeds that have found a leak before. */
const oldFailures = [36];

const clock = {
  now: () => performance.now(),
  after(delayMs: number, task: () => void) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

let endpoint: ScriptedEndpoint;
beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ pieces: ["done()"] });
});
afterAll(() => endpoint.close());

it("200 workspaces full of secrets, ignored files and neighbours: nothing of them in any request", async () => {
  let requests = 0;
  let withContext = 0;
  for (const seed of [...oldFailures, ...Array.from({ length: workspaces }, (_, index) => index + 1)]) {
    const random = new SeededRandom(seed);
    const own = secretWorkspace(random, "own");
    // Another workspace is open in the same browser and asks in turn.
    const other = secretWorkspace(random, "other");
    for (const [workspace, neighbour] of [
      [own, other],
      [other, own],
    ] as const) {
      endpoint.requests.length = 0;
      await ask(workspace, random);
      const sent = endpoint.requests.map(({ path, body }) => `${path} ${JSON.stringify(body)}`);
      requests += sent.length;
      withContext += sent.filter((text) => /Of\(id: string\)/.test(text) && text.length > 1_000).length;
      const forbidden = [...workspace.forbidden, ...neighbour.forbidden, "canary"].flatMap(asSent);
      const leaks = forbidden.filter((secret) => sent.some((text) => text.includes(secret)));
      expect(leaks, `seed ${seed}`).toEqual([]);
    }
  }
  writeReport("no-leak", { workspaces, requests, withContext, leaks: 0 });
  expect(requests).toBeGreaterThan(workspaces * 2);
  expect(withContext).toBeGreaterThan(workspaces / 2);
}, 300_000);

/** The whole way of completions at random carets, some inside a secret, while files and rules change. */
async function ask(workspace: SecretWorkspace, random: SeededRandom): Promise<void> {
  const project = projectOf(workspace.files);
  const tabs = () => Object.keys(workspace.files).map(project.idOf);
  const { context, pass } = stageContext(project, { tabs });
  pass(0);
  const remote = connect(random, context);
  for (const path of [...workspace.open, ".env", "private/order.ts"].slice(0, caretsPerWorkspace + 2)) {
    if (project.idOf(path) === "") continue;
    const text = project.textAt(path).toString();
    const secret = random.chance(0.3) ? workspace.forbidden.find((one) => text.includes(one)) : undefined;
    const at = secret === undefined ? random.below(text.length) : text.indexOf(secret) + random.below(secret.length);
    project.textAt(path).insert(at, " ");
    project.textAt(path).delete(at, 1);
    const request = { path, language: "typescript", prefix: text.slice(0, at), suffix: text.slice(at) };
    const answer = remote.complete({ ...request, trigger: "auto" }, () => {}, new AbortController().signal);
    pass(1);
    await answer;
  }
  remote.dispose();
  context.dispose();
}

/** The client's socket ends in the gateway's session without a network between. */
function connect(random: SeededRandom, context: ReturnType<typeof stageContext>["context"]): RemoteCompletion {
  const fim = random.chance(0.7) ? { fim: random.pick(fimFamilies) } : {};
  const dialect = random.pick(["openai-completions", "openai-chat", "llama-infill", "ollama", "dashscope"]);
  const { endpoints } = readModelSettings({
    GLASSHOUSE_MODELS: JSON.stringify([{ name: "m", endpoint: endpoint.url, dialect, ...fim }]),
  });
  const inference = createInference({ fetch: (url, init) => fetch(url, init), clock, endpoints });
  const socket: Socket = {
    onOpen: () => {},
    onMessage: () => {},
    onClose: () => {},
    send: (text) => session.receive(text),
    close: () => session.close(),
  };
  const session = createAssistantSession({
    inference,
    clock,
    send: (text) => socket.onMessage(text),
    closeSocket: (code, reason) => socket.onClose(code, reason),
  });
  const after = () => () => {};
  const remote = createRemoteCompletion({
    workspace: "w",
    status: createCompletionStatus(),
    context,
    ports: { connect: () => socket, after },
  });
  socket.onOpen();
  return remote;
}

/** A secret as JSON writes it, and its halves: a caret may stand in it. */
function asSent(secret: string): string[] {
  const written = JSON.stringify(secret).slice(1, -1);
  const half = Math.ceil(written.length / 2);
  return written.length < 20 ? [written] : [written, written.slice(0, half), written.slice(half)];
}
