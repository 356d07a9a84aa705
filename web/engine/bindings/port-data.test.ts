import { describe, expect, it } from "vitest";
import type { SystemPort } from "../boot/system.ts";
import type { PortMessage, ProcessToKernel } from "../kernel/protocol.ts";
import { type Message, type PortData, PortRoutes } from "./port-data.ts";

/** One thread whose kernel is the test. */
function thread(answer = new Uint8Array(0)) {
  const posted: ProcessToKernel[] = [];
  let hear: (event: { port: number; seq: number; message: PortMessage | null }) => void = () => {};
  const system = {
    post: (message: ProcessToKernel) => posted.push(message),
    call: () => answer,
    on: (_type: string, _key: number, listener: typeof hear) => {
      hear = listener;
    },
  } as unknown as SystemPort;
  const routes = new PortRoutes(system, () => 0);
  return {
    routes,
    posted,
    arrive: (port: number, seq: number, message: PortMessage | null) => hear({ port, seq, message }),
  };
}

function message(letter: number, ports: (PortData | number)[] = []): Message {
  return { bytes: Uint8Array.of(letter), ports, attachments: [] };
}
const wire = (letter: number, ports: number[] = []): PortMessage => ({
  bytes: Uint8Array.of(letter),
  ports,
  attachments: [],
  attachmentIds: [],
});

describe("the ends of a channel", () => {
  it("speak directly while they are in one thread", () => {
    const { routes, posted } = thread();
    const [a, b] = routes.pair();
    routes.send(a, message(1));
    expect([routes.take(b)?.bytes, routes.take(b), posted]).toEqual([Uint8Array.of(1), undefined, []]);
  });

  it("leave with what was not read; the kernel carries it", () => {
    const { routes, posted } = thread();
    const [a, b] = routes.pair();
    const [far] = routes.pairForThread();
    routes.send(a, message(1));
    routes.send(far, message(2, [b]));
    routes.send(a, message(3));
    expect(posted.map((one) => [one.type, "message" in one && one.message ? one.message.ports : []])).toEqual([
      ["port-pair", []],
      ["port-pair", []],
      ["port-send", []],
      ["port-send", [b.id]],
      ["port-send", []],
    ]);
    expect([b.inbox, a.peer]).toEqual([[], null]);
  });

  it("of a closed channel say so after their last message", () => {
    const { routes } = thread();
    const [a, b] = routes.pair();
    routes.send(a, message(1));
    routes.close(a);
    expect([routes.take(b)?.bytes, routes.take(b), routes.send(b, message(2))]).toEqual([
      Uint8Array.of(1),
      null,
      false,
    ]);
  });

  it("wait for the program that has not yet read the message they came in", () => {
    const { routes, arrive } = thread();
    const [far] = routes.pairForThread();
    arrive(far.id ?? 0, 1, wire(1, [77]));
    arrive(77, 1, wire(2));
    const data = routes.claim(77);
    expect(routes.take(data)?.bytes).toEqual(Uint8Array.of(2));
  });

  it("of another thread are told nothing of what comes too late", () => {
    const { routes, arrive } = thread();
    arrive(99, 1, wire(1));
    expect(routes.take(routes.claim(99))).toBeUndefined();
  });

  it("a message that was fetched while the thread slept is not heard again", () => {
    const json = new TextEncoder().encode(JSON.stringify({ seq: 1, ports: [], attachmentIds: [] }));
    const answer = new Uint8Array(4 + json.length + 1);
    new DataView(answer.buffer).setUint32(0, json.length, true);
    answer.set(json, 4);
    answer.set([5], 4 + json.length);
    const { routes, arrive } = thread(answer);
    const [data] = routes.pairForThread();
    routes.fetch(data);
    arrive(data.id ?? 0, 1, wire(5));
    expect([routes.take(data)?.bytes, routes.take(data)]).toEqual([Uint8Array.of(5), undefined]);
  });

  it("members of one name hear each other, each with a copy", () => {
    const { routes, posted } = thread();
    const [a, b, other] = [routes.broadcast("news"), routes.broadcast("news"), routes.broadcast("else")];
    routes.send(a, message(9));
    expect([routes.take(b)?.bytes, routes.take(a), routes.take(other), posted.at(-1)?.type]).toEqual([
      Uint8Array.of(9),
      undefined,
      undefined,
      "port-send",
    ]);
  });
});
