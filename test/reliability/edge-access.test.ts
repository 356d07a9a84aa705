import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as Y from "yjs";
import { encodePresence } from "../../edge/sync/awareness.ts";
import { type AccessRole, can, type Operation } from "../../shared/access/can.ts";
import { openDial } from "../../shared/access/dial.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { filesOf } from "../../shared/workspace/row.ts";
import { fileRow } from "../support/edge-fakes.ts";
import { type NodeEdge, startNodeEdge } from "../support/node-edge.ts";
import { writeReport } from "../support/report.ts";
import { Visitor, type WirePeer } from "../support/wire-client.ts";

/** Who comes, and what the table of `shared/access` calls them. */
const visitors = {
  owner: "owner",
  "edit link": "link-edit",
  "view link": "link-view",
  "revoked link": "revoked",
  stranger: "anonymous",
  anonymous: "anonymous",
} as const satisfies Record<string, AccessRole>;
type VisitorName = keyof typeof visitors;
const names = Object.keys(visitors) as VisitorName[];

let edge: NodeEdge;
beforeAll(async () => {
  edge = await startNodeEdge();
});
afterAll(() => edge.stop());

interface Scene {
  owner: Visitor;
  visitor: Visitor;
  workspace: string;
  linkId: string;
  blobHash: string;
}

/** A new workspace with a link and a blob, and a visitor who came to it in the way that `name` says. */
async function scene(name: VisitorName): Promise<Scene> {
  const owner = await Visitor.guest(edge);
  const workspace = await owner.createWorkspace();
  const link = await owner.createLink(workspace, name === "view link" ? "view" : "edit");
  const bytes = new TextEncoder().encode("blob");
  const blobHash = await hashOf(bytes);
  await owner.request("PUT", `/api/workspaces/${workspace}/blobs/${blobHash}`, bytes);
  const visitor = name === "owner" ? owner : name === "anonymous" ? new Visitor(edge) : await Visitor.guest(edge);
  if (name.endsWith("link")) await visitor.redeem(link.token);
  if (name === "revoked link") await owner.request("DELETE", `/api/workspaces/${workspace}/links/${link.id}`);
  return { owner, visitor, workspace, linkId: link.id, blobHash };
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const conversationsOf = (workspace: string) => `/api/workspaces/${workspace}/conversations`;

/** Every route of a workspace and what it needs. */
const routes: [name: string, operation: Operation, send: (scene: Scene) => Promise<Response>][] = [
  ["GET workspace", "read", ({ visitor, workspace }) => visitor.request("GET", `/api/workspaces/${workspace}`)],
  [
    "PATCH workspace",
    "rename",
    ({ visitor, workspace }) => visitor.request("PATCH", `/api/workspaces/${workspace}`, { name: "x" }),
  ],
  [
    "PUT dial",
    "settings",
    ({ visitor, workspace }) => visitor.request("PUT", `/api/workspaces/${workspace}/dial`, { dial: openDial }),
  ],
  ["DELETE workspace", "delete", ({ visitor, workspace }) => visitor.request("DELETE", `/api/workspaces/${workspace}`)],
  [
    "POST links",
    "share",
    ({ visitor, workspace }) => visitor.request("POST", `/api/workspaces/${workspace}/links`, { role: "edit" }),
  ],
  ["GET links", "links", ({ visitor, workspace }) => visitor.request("GET", `/api/workspaces/${workspace}/links`)],
  [
    "DELETE link",
    "revoke",
    ({ visitor, workspace, linkId }) => visitor.request("DELETE", `/api/workspaces/${workspace}/links/${linkId}`),
  ],
  [
    "GET blob",
    "read-blob",
    ({ visitor, workspace, blobHash }) => visitor.request("GET", `/api/workspaces/${workspace}/blobs/${blobHash}`),
  ],
  [
    "PUT blob",
    "write-blob",
    ({ visitor, workspace, blobHash }) =>
      visitor.request("PUT", `/api/workspaces/${workspace}/blobs/${blobHash}`, new TextEncoder().encode("blob")),
  ],
  ["GET conversations", "chat", ({ visitor, workspace }) => visitor.request("GET", conversationsOf(workspace))],
  [
    "PUT conversation",
    "chat",
    ({ visitor, workspace }) => {
      const kept = { revision: 0, conversation: { title: "t", turns: [] } };
      return visitor.request("PUT", `${conversationsOf(workspace)}/${"a".repeat(26)}`, kept);
    },
  ],
  [
    "POST ticket",
    "read",
    ({ visitor, workspace }) => visitor.request("POST", "/api/tickets", { socket: "sync", workspace }),
  ],
];

/** Every frame kind of the sync socket, what it needs, and whether it had its effect. */
const frames: [
  name: string,
  operation: Operation | "nobody" | "connected",
  takesEffect: (peer: WirePeer, witness: WirePeer) => Promise<boolean>,
][] = [
  ["hello", "read", async (peer) => peer.last("welcome") !== undefined],
  ["stateVector", "read", async (peer) => peer.frames.some((frame) => frame.kind === "snapshot")],
  ["update", "edit", async (peer) => decided(peer, peer.addFile("added", "text"))],
  ["chunk", "edit", async (peer) => decided(peer, peer.addFile("large", "x".repeat(400_000)))],
  [
    "update with origin server",
    "nobody",
    async (peer) => decided(peer, peer.sendUpdate(rowUpdate(peer.replica), "server")),
  ],
  [
    "update with another's struct",
    "nobody",
    async (peer, witness) => decided(peer, peer.sendUpdate(rowUpdate(witness.replica))),
  ],
  ["awareness", "presence", (peer, witness) => showsPresence(peer, witness, peer.replica)],
  ["awareness of another", "nobody", (peer, witness) => showsPresence(peer, witness, witness.replica)],
  [
    "snapshot",
    "nobody",
    (peer) =>
      answered(peer, () => peer.sendFrame({ kind: "snapshot", payload: rowUpdate(peer.replica) }), "error").then(
        () => false,
      ),
  ],
  ["ping", "connected", (peer) => answered(peer, () => peer.socket.send('{"type":"ping","at":1}'), "pong")],
  ["credit", "connected", (peer) => answered(peer, () => sendCredit(peer), "pong")],
  [
    "nonsense",
    "nobody",
    (peer) => answered(peer, () => peer.socket.send('{"type":"grant","role":"owner"}'), "error").then(() => false),
  ],
];

/** Credit is answered by nothing: the pong after it shows that the socket goes on. */
function sendCredit(peer: WirePeer): void {
  peer.socket.send('{"type":"credit","bytes":9}');
  peer.socket.send('{"type":"ping","at":2}');
}

function rowUpdate(replica: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = replica;
  // A clock that the server has not seen of this replica: else it would count as known.
  for (let round = 0; round < 200; round++) filesOf(doc).set(`row${round}`, fileRow("row", "text"));
  return Y.encodeStateAsUpdate(doc);
}

/** Whether the update was accepted; false when it was refused or the socket closed. */
async function decided(peer: WirePeer, seq: number): Promise<boolean> {
  await peer.until(
    () => (peer.last("ack")?.upTo ?? 0) >= seq || peer.last("reject") !== undefined || peer.closed !== undefined,
  );
  return (peer.last("ack")?.upTo ?? 0) >= seq;
}

async function showsPresence(peer: WirePeer, witness: WirePeer, replica: number): Promise<boolean> {
  const payload = encodePresence([{ replica, clock: 77, state: { marker: "here" } }]);
  peer.sendFrame({ kind: "awareness", payload });
  // The pong comes after whatever the presence frame led to.
  await answered(peer, () => peer.socket.send('{"type":"ping","at":5}'), "pong");
  await answered(witness, () => witness.socket.send('{"type":"ping","at":6}'), "pong");
  return witness.frames.some(
    (frame) => frame.kind === "awareness" && new TextDecoder().decode(frame.payload).includes("here"),
  );
}

async function answered(peer: WirePeer, send: () => void, type: "pong" | "error"): Promise<boolean> {
  const before = peer.controls.length;
  send();
  await peer.until(() => peer.controls.slice(before).some((frame) => frame.type === type) || peer.closed !== undefined);
  return peer.closed === undefined;
}

type Cell = [visitor: VisitorName, action: string, allowed: boolean];

async function routeCells(name: VisitorName): Promise<{ expected: Cell[]; actual: Cell[]; statuses: number[] }> {
  const [expected, actual, statuses]: [Cell[], Cell[], number[]] = [[], [], []];
  for (const [action, operation, send] of routes) {
    const response = await send(await scene(name));
    expected.push([name, action, can(visitors[name], operation)]);
    actual.push([name, action, response.ok]);
    if (!response.ok) statuses.push(response.status);
  }
  return { expected, actual, statuses };
}

async function frameCells(name: VisitorName): Promise<{ expected: Cell[]; actual: Cell[] }> {
  const [expected, actual]: [Cell[], Cell[]] = [[], []];
  for (const [action, operation, takesEffect] of frames) {
    const { owner, visitor, workspace } = await scene(name);
    const bystander = await Visitor.guest(edge);
    await bystander.redeem((await owner.createLink(workspace, "edit")).token);
    const witness = await (await bystander.open(workspace)).join();
    const url = `${edge.ideOrigin.replace("http", "ws")}/sync/${workspace}`;
    const socket = await edge.connect(url, visitor.headers());
    const needed = operation === "connected" ? "read" : operation;
    expected.push([name, action, needed !== "nobody" && can(visitors[name], needed)]);
    if ("status" in socket) actual.push([name, action, false]);
    else {
      socket.close();
      const peer = await (await visitor.open(workspace)).join();
      actual.push([name, action, await takesEffect(peer, witness)]);
      peer.socket.close();
    }
    witness.socket.close();
  }
  return { expected, actual };
}

/** Completions over the assistant socket: with no model connected, who may ask hears that, who may not hears "forbidden". */
async function completionCell(name: VisitorName): Promise<{ expected: Cell; actual: Cell }> {
  const { visitor, workspace } = await scene(name);
  const expected: Cell = [name, "complete", can(visitors[name], "complete")];
  const socket = await edge.connect(`${edge.ideOrigin.replace("http", "ws")}/assistant`, visitor.headers());
  if ("status" in socket) return { expected, actual: [name, "complete", false] };
  const answer = new Promise<string>((resolve) => {
    socket.onMessage = (data) => {
      const frame = v.parse(v.object({ type: v.string(), code: v.optional(v.string()) }), JSON.parse(String(data)));
      if (frame.type === "error") resolve(frame.code ?? "");
    };
  });
  socket.send('{"type":"hello","protocol":1}');
  const frame = {
    type: "complete",
    id: "1",
    workspace,
    path: "a.js",
    language: "javascript",
    prefix: "a",
    suffix: "",
    trigger: "manual",
  };
  socket.send(JSON.stringify(frame));
  const code = await answer;
  socket.close();
  return { expected, actual: [name, "complete", code === "no-model"] };
}

it("every role may do over HTTP and sockets exactly what the table says", async () => {
  const [expected, actual]: [Cell[], Cell[]] = [[], []];
  const refusals = new Map<VisitorName, number[]>();
  for (const name of names) {
    const overHttp = await routeCells(name);
    const overSocket = await frameCells(name);
    const completion = await completionCell(name);
    expected.push(...overHttp.expected, ...overSocket.expected, completion.expected);
    actual.push(...overHttp.actual, ...overSocket.actual, completion.actual);
    refusals.set(name, [...new Set(overHttp.statuses)].sort());
  }
  writeReport("access-matrix", {
    cells: actual.length,
    allowed: actual.filter(([, , allowed]) => allowed).length,
    visitors: names.length,
  });
  expect(actual).toEqual(expected);
  expect(actual.length).toBeGreaterThanOrEqual(90);
  // Who has a relation hears "forbidden"; who has none hears what an unknown id hears.
  expect(Object.fromEntries(refusals)).toEqual({
    owner: [],
    "edit link": [403],
    "view link": [403],
    "revoked link": [404],
    stranger: [404],
    anonymous: [401],
  });
});

it("[SY11] who loses access in the middle of a session loses it within a second", async () => {
  const { owner, visitor, workspace, linkId } = await scene("edit link");
  const peer = await (await visitor.open(workspace)).join();
  const from = performance.now();
  await owner.request("DELETE", `/api/workspaces/${workspace}/links/${linkId}`);
  await peer.until(() => peer.closed !== undefined);
  const closedMs = Math.round(performance.now() - from);
  writeReport("access-revoked", { closedMs });
  expect(peer.closed?.code).toBe(closeCodes.forbidden);
  // Ten times the goal of 1 s.
  expect(closedMs).toBeLessThan(10_000);
});
