import { afterEach, describe, expect, it } from "vitest";
import { Exposed, expose, Moved, type RemoteFunction } from "./comlink.ts";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** Exposes an object and returns a way to send one message and read the answer. */
function exposed(target: Exposed): (message: object, transfer?: Transferable[]) => Promise<Record<string, unknown>> {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  expose(target, port1);
  return (message, transfer = []) =>
    new Promise((resolve) => {
      port2.onmessage = ({ data }) => resolve(data);
      port2.postMessage({ id: "1", ...message }, transfer);
    });
}
const raw = (value: unknown) => ({ type: 0, value });

describe("the client's wire", () => {
  it("calls own functions and awaits own promises", async () => {
    const send = exposed(new Exposed({ add: (a: number, b: number) => a + b, later: Promise.resolve(7) }));
    const sum = await send({ type: 2, path: ["add"], argumentList: [raw(1), raw(2)] });
    expect([sum, await send({ type: 0, path: ["later"] })]).toEqual([
      { id: "1", type: 0, value: 3 },
      { id: "1", type: 0, value: 7 },
    ]);
  });

  it("answers errors as the client reads them", async () => {
    const send = exposed(
      new Exposed({
        boom: () => {
          throw new TypeError("bad");
        },
      }),
    );
    expect(await send({ type: 2, path: ["boom"] })).toEqual({
      id: "1",
      type: 3,
      name: "throw",
      value: { isError: true, value: { message: "bad", name: "TypeError", stack: expect.any(String) } },
    });
  });

  it("calls the client's functions and waits for them", async () => {
    const calls: unknown[] = [];
    const send = exposed(new Exposed({ each: (listener: RemoteFunction) => listener.call("x") }));
    const { port1, port2 } = new MessageChannel();
    ports.push(port1);
    port1.onmessage = ({ data }) => {
      calls.push(data.argumentList);
      port1.postMessage({ id: data.id, type: 0 });
    };
    await send({ type: 2, path: ["each"], argumentList: [{ type: 3, name: "proxy", value: port2 }] }, [port2]);
    expect(calls).toEqual([[raw("x")]]);
  });

  it("moves bytes instead of copying them", async () => {
    const bytes = new Uint8Array([1, 2]);
    const send = exposed(new Exposed({ bytes: () => new Moved(bytes) }));
    const answer = await send({ type: 2, path: ["bytes"] });
    expect([answer["value"], bytes.length]).toEqual([new Uint8Array([1, 2]), 0]);
  });

  it("reaches own members only, never what objects inherit", async () => {
    const send = exposed(new Exposed({ fine: () => 1 }));
    const messages = [
      { type: 2, path: ["constructor"] },
      { type: 2, path: ["fine", "constructor"], argumentList: [raw("return 1")] },
      { type: 2, path: ["__proto__", "toString"] },
      { type: 0, path: ["fine"] },
      { type: 1, path: ["fine"], value: raw(1) },
      { type: 3, path: ["fine"] },
      { type: 2, path: ["a", "b", "c"] },
      { type: 9 },
    ];
    for (const message of messages)
      expect(await send(message), JSON.stringify(message)).toMatchObject({ type: 3, name: "throw" });
  });

  it("lets go when the client does", async () => {
    let released = false;
    const send = exposed(
      new Exposed({}, () => {
        released = true;
      }),
    );
    await send({ type: 5 });
    expect(released).toBe(true);
  });
});
