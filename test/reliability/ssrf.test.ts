/** Reliability 40: nothing that a person, a package or a model's server says makes the edge ask inside addresses, and what people carry goes nowhere. */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { nodeUpstream } from "../../edge/hosts/node-upstream.ts";
import { createInference } from "../../edge/inference/inference.ts";
import { readModelSettings } from "../../edge/inference/model-settings.ts";
import { FakeClock } from "../support/edge-fakes.ts";
import { type NodeEdge, startNodeEdge } from "../support/node-edge.ts";
import { writeReport } from "../support/report.ts";
import { Visitor } from "../support/wire-client.ts";

type Heard = { url: string; authorization: string | undefined; cookie: string | undefined };
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that remembers what it was asked. */
class Listener {
  readonly heard: Heard[] = [];
  answer: Answer = (_request, response) => void response.writeHead(404).end();
  readonly server: Server = createServer((request, response) => {
    const { authorization, cookie } = request.headers;
    this.heard.push({ url: request.url ?? "", authorization, cookie });
    this.answer(request, response);
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
}

/** What must never be asked: it stands for everything inside. */
const canary = new Listener();
const registry = new Listener();
const model = new Listener();
const everybody = [canary, registry, model];
let edge: NodeEdge;
let cases = 0;

beforeAll(async () => {
  await Promise.all(everybody.map((each) => each.listen()));
  const models = [{ id: "m", name: "Model", endpoint: `${model.url}/v1`, key: "sk-of-the-owner" }];
  edge = await startNodeEdge({
    env: { npm_config_registry: `${registry.url}/`, GLASSHOUSE_MODELS: JSON.stringify(models) },
  });
});

beforeEach(() => {
  cases += 1;
  for (const each of everybody) each.heard.length = 0;
});

afterAll(async () => {
  await edge.stop();
  for (const { server } of everybody) {
    server.closeAllConnections();
    server.close();
  }
  writeReport("ssrf", { cases, reached: canary.heard.length });
  expect(cases).toBeGreaterThanOrEqual(60);
});

/** Names and numbers of this machine and of networks that only it can reach. */
const insideHosts = [
  "127.0.0.1",
  "127.1",
  "0",
  "0.0.0.0",
  "2130706433",
  "0x7f.1",
  "0x7f000001",
  "017700000001",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[fc00::1]",
  "169.254.169.254",
  "10.0.0.1",
  "localhost",
  "canary.localhost",
  "127.0.0.1.nip.example",
  "user:password@127.0.0.1",
  "registry.example@127.0.0.1",
];
const inside = (host: string): string => `http://${host}:${canary.port}/secret`;

/** As a program in a sandbox asks, with what its person carries; the path as it is, undecoded. */
function askProxy(path: string): Promise<number> {
  const { port } = new URL(edge.ideOrigin);
  const host = `00000000000000000000000000.sandbox.localhost:${port}`;
  const headers = { host, authorization: "Bearer of-a-person", cookie: "__Host-session=of-a-person" };
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end();
  });
}

function expectNothingInside(): void {
  expect(canary.heard).toEqual([]);
  for (const { authorization, cookie } of [...registry.heard, ...model.heard]) {
    expect([authorization ?? "", cookie ?? ""].join(" ")).not.toContain("of-a-person");
  }
}

let packages = 0;
/** A package whose tarball lies where the registry says; each name once, for what is known is not asked again. */
async function installFrom(tarball: string, answerTarball: Answer): Promise<number> {
  packages += 1;
  const name = `package-${packages}`;
  registry.answer = (asked, response) => {
    if (asked.url !== `/${name}`) return answerTarball(asked, response);
    const version = { name, version: "1.0.0", dist: { tarball, integrity: undefined } };
    response.end(JSON.stringify({ name, "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": version } }));
  };
  await askProxy(`/npm/${name}`);
  return askProxy(`/npm/${name}/-/${name}-1.0.0.tgz`);
}

it.each(insideHosts)("a package's tarball at %s is asked of the registry itself, or not at all", async (host) => {
  const name = `package-${packages + 1}`;
  await installFrom(`${inside(host)}/${name}-1.0.0.tgz`, (_asked, response) => void response.writeHead(404).end());
  expectNothingInside();
  expect(registry.heard.every(({ url }) => url.startsWith(`/${name}`))).toBe(true);
});

it.each([
  "file:///etc/passwd",
  "gopher://127.0.0.1:70/x",
  "ftp://127.0.0.1/x",
  "data:,x",
  "javascript:1",
  "not an address",
])("a package's tarball at %s is not fetched", async (tarball) => {
  expect(await installFrom(tarball, (_asked, response) => void response.writeHead(404).end())).not.toBe(200);
  expectNothingInside();
});

it.each([301, 302, 303, 307, 308])("a registry that redirects inside with %i is not followed", async (status) => {
  const away: Answer = (_asked, response) => void response.writeHead(status, { location: inside("127.0.0.1") }).end();
  packages += 1;
  registry.answer = away;
  expect(await askProxy(`/npm/package-${packages}`)).toBe(502);
  expect(await installFrom(`${registry.url}/x/-/package-${packages + 1}-1.0.0.tgz`, away)).toBe(502);
  expectNothingInside();
});

it.each([
  (port: number) => `/npm/http://127.0.0.1:${port}/secret`,
  (port: number) => `/npm/http:%2f%2f127.0.0.1:${port}%2fsecret`,
  (port: number) => `/npm//127.0.0.1:${port}/secret`,
  (port: number) => `/npm/@127.0.0.1:${port}/secret`,
  (port: number) => `/npm/@user%40127.0.0.1:${port}/secret`,
  (port: number) => `/npm/..%2f..%2f127.0.0.1:${port}`,
  (port: number) => `/npm/%2e%2e/%2e%2e/127.0.0.1:${port}`,
  (port: number) => `/npm/x%0d%0aHost:%20127.0.0.1:${port}`,
  (port: number) => `/npm/x%0d%0a%0d%0aGET%20http://127.0.0.1:${port}/secret`,
  (port: number) => `/npm/x%00@127.0.0.1:${port}`,
  (port: number) => `/npm/x?registry=http://127.0.0.1:${port}/`,
  (port: number) => `/npm/x%23@127.0.0.1:${port}/secret`,
  (port: number) => `http://127.0.0.1:${port}/secret`,
])("a name that is an address is no name of a package: %#", async (pathAt) => {
  registry.answer = (_asked, response) => void response.writeHead(404).end();
  expect(await askProxy(pathAt(canary.port))).toBeGreaterThanOrEqual(400);
  expectNothingInside();
  // Whatever of it reached the registry was a plain name.
  expect(registry.heard.filter(({ url }) => !/^\/[a-z0-9-]*$/.test(url))).toEqual([]);
});

const request40 = { path: "a.ts", prefix: "const a = ", suffix: "", trigger: "manual" as const };

it.each(
  [301, 302, 303, 307, 308].flatMap((status) => [
    ["Node's client", nodeUpstream, status] as const,
    ["fetch", undefined, status] as const,
  ]),
)(
  "by %s a model's server that redirects inside is not followed, and its key stays: %#",
  async (_way, upstream, status) => {
    model.answer = (_asked, response) => void response.writeHead(status, { location: inside("127.0.0.1") }).end();
    const { endpoints } = readModelSettings({
      GLASSHOUSE_MODEL_URL: `${model.url}/v1`,
      GLASSHOUSE_MODEL_KEY: "sk-of-the-owner",
    });
    const fetchReal = (url: string, init?: RequestInit): Promise<Response> => fetch(url, init);
    const inference = createInference({
      clock: new FakeClock(),
      fetch: fetchReal,
      endpoints,
      ...(upstream && { upstream }),
    });
    await inference.probe();
    const end = await inference.complete(request40, new AbortController().signal, () => undefined);
    expect(end).toMatchObject({ type: "failed", failure: { code: "upstream-error" } });
    expect(model.heard.every(({ authorization }) => authorization === "Bearer sk-of-the-owner")).toBe(true);
    expectNothingInside();
  },
);

it.each<[string, (address: string) => object]>([
  ["an endpoint in a frame", (endpoint) => ({ endpoint })],
  ["a url in a frame", (url) => ({ url })],
  ["a base address in a frame", (baseUrl) => ({ baseUrl, key: "sk" })],
  ["headers in a frame", (address) => ({ headers: { host: address } })],
  ["a model that is an address", (model) => ({ model })],
  ["a path that is an address", (path) => ({ path })],
  ["a context file that is an address", (path) => ({ context: [{ path, text: "x" }] })],
  ["a workspace that is an address", (workspace) => ({ workspace })],
])("%s asks nobody but the owner's model", async (_name, forged) => {
  model.answer = (_asked, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ choices: [{ text: "x", finish_reason: "stop" }] }));
  };
  const ada = await Visitor.guest(edge);
  const workspace = await ada.createWorkspace();
  const assistant = await ada.assistant();
  const blank = { path: "a.ts", language: "typescript", prefix: "a = ", suffix: "", trigger: "auto" };
  const frame = { type: "complete", id: "1", workspace, ...blank, ...forged(inside("127.0.0.1")) };
  assistant.socket.send(JSON.stringify(frame));
  await assistant.until(({ type }) => type === "done" || type === "error");
  expectNothingInside();
});

it.each<[string, string, (workspace: string) => string, object]>([
  ["a name", "PATCH", (id) => `/api/workspaces/${id}`, { name: "x", avatar: "http://127.0.0.1/" }],
  ["a template", "POST", () => "/api/workspaces", { template: "http://127.0.0.1/" }],
  ["a link", "POST", (id) => `/api/workspaces/${id}/links`, { role: "edit", preview: "http://127.0.0.1/" }],
  [
    "a model of one's own",
    "PUT",
    () => "/api/admin/models/own",
    { entry: { name: "x", endpoint: "http://127.0.0.1/" } },
  ],
  ["settings", "PUT", (id) => `/api/workspaces/${id}/settings`, { model: "http://127.0.0.1/" }],
])("no setting of a user takes an address: %s", async (_name, method, pathOf, body) => {
  const ada = await Visitor.guest(edge);
  const response = await ada.request(method, pathOf(await ada.createWorkspace()), body);
  expect([400, 404]).toContain(response.status);
  expectNothingInside();
});
