import { afterAll, beforeAll, expect, it } from "vitest";
import { edgeLimits } from "../../edge/limits.ts";
import { Tickets } from "../../edge/rooms/tickets.ts";
import { FakeClock, memoryDb, seededRandom } from "../support/edge-fakes.ts";
import { type NodeEdge, startNodeEdge } from "../support/node-edge.ts";
import { writeReport } from "../support/report.ts";
import { Visitor } from "../support/wire-client.ts";

let edge: NodeEdge;
beforeAll(async () => {
  edge = await startNodeEdge();
});
afterAll(() => edge.stop());

it("[PR5] a signed-in browser on any other page cannot open a socket: 0 of 12 origins", async () => {
  const ada = await Visitor.guest(edge);
  const workspace = await ada.createWorkspace();
  const port = new URL(edge.ideOrigin).port;
  const origins: [string, string | undefined][] = [
    ["evil", "https://evil.example"],
    ["null", "null"],
    ["ours as a prefix", `http://localhost:${port}.evil.example`],
    ["ours as a suffix", `http://evil-localhost:${port}`],
    ["ours in the path", `http://evil.example/localhost:${port}`],
    ["another port", `http://localhost:${Number(port) + 1}`],
    ["no port", "http://localhost"],
    ["another scheme", `https://localhost:${port}`],
    ["the address instead of the name", `http://127.0.0.1:${port}`],
    ["the engine of this workspace", `http://${workspace}.sandbox.localhost:${port}`],
    ["a preview of this workspace", `http://${workspace}-3000.sandbox.localhost:${port}`],
    ["missing", undefined],
  ];
  const statuses: Record<string, number[]> = {};
  for (const [name, origin] of origins) {
    const headers = { Cookie: ada.cookie, ...(origin === undefined ? {} : { Origin: origin }) };
    const attempts = ["/assistant", `/sync/${workspace}`].map(async (path) => {
      const socket = await edge.connect(edge.ideOrigin.replace("http", "ws") + path, headers);
      if ("status" in socket) return socket.status;
      socket.close();
      return 101;
    });
    statuses[name] = await Promise.all(attempts);
  }
  const accepted = Object.values(statuses)
    .flat()
    .filter((status) => status === 101).length;
  writeReport("socket-origins", { origins: origins.length, sockets: 2, accepted });
  expect(statuses).toEqual(Object.fromEntries(origins.map(([name]) => [name, [403, 403]])));
  expect((await (await ada.open(workspace)).join()).last("welcome")?.role).toBe("owner");
});

it("[PR5] the IDE's own Origin without a session, and a ticket beside a foreign Origin, open nothing", async () => {
  const ada = await Visitor.guest(edge);
  const workspace = await ada.createWorkspace();
  const url = `${edge.ideOrigin.replace("http", "ws")}/sync/${workspace}`;
  const { ticket }: { ticket: string } = await (
    await ada.request("POST", "/api/tickets", { socket: "sync", workspace })
  ).json();
  const attempts: Record<string, string>[] = [
    { Origin: edge.ideOrigin },
    { Origin: edge.ideOrigin, Cookie: "__Host-session=forged.signature" },
    { Origin: "https://evil.example", Authorization: `Bearer ${ticket}` },
    { Authorization: "Bearer 00000000000000000000000000" },
    {
      Host: `${workspace}.sandbox.localhost:${new URL(edge.ideOrigin).port}`,
      Origin: edge.ideOrigin,
      Cookie: ada.cookie,
    },
  ];
  const results = await Promise.all(attempts.map((headers) => edge.connect(url, headers)));
  expect(results).toEqual([{ status: 403 }, { status: 403 }, { status: 403 }, { status: 403 }, { status: 404 }]);
});

it("[PR5] a ticket is worth one socket within 60 s", async () => {
  const clock = new FakeClock();
  const tickets = new Tickets({ db: memoryDb(), clock, random: seededRandom(3) });
  const [used, late, fresh] = [
    await tickets.issue("ada", "sync", "w"),
    await tickets.issue("ada", "sync", "w"),
    await tickets.issue("ada", "assistant", ""),
  ];
  expect([await tickets.redeem(used, "sync", "w"), await tickets.redeem(used, "sync", "w")]).toEqual([
    "ada",
    undefined,
  ]);
  expect(await tickets.redeem(fresh, "sync", "w")).toBeUndefined();
  clock.advance(edgeLimits.ticketLifetimeMs + 1);
  expect(await tickets.redeem(late, "sync", "w")).toBeUndefined();
});

it("1,000 guesses at share links open nothing and are slowed down", async () => {
  const ada = await Visitor.guest(edge);
  const statuses = new Map<number, number>();
  for (let guess = 0; guess < 1_000; guess++) {
    const { status } = await ada.redeem(guess.toString().padStart(26, "0"));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  writeReport("share-link-guesses", Object.fromEntries(statuses));
  expect([...statuses.keys()].sort()).toEqual([404, 429]);
  expect(statuses.get(404)).toBeLessThanOrEqual(edgeLimits.maxRedeemFailuresPerMinute * 2);
});
