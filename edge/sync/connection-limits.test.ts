import { describe, expect, it } from "vitest";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { wireLimits } from "../../shared/protocol/limits.ts";
import { openRoom, person, TestPeer } from "../../test/support/edge-fakes.ts";
import { roomLimits } from "../limits.ts";
import { decodePresence, encodePresence } from "./awareness.ts";

describe("what one connection may send", () => {
  it("[FR3] bytes above the rate for longer than the burst close 4429; below it they never do", async () => {
    const { room, clock } = await openRoom();
    const [steady, flood] = [new TestPeer(room, person("steady")), new TestPeer(room, person("flood"))];
    await Promise.all([steady.join(), flood.join()]);
    const frame = new Uint8Array(wireLimits.maxFrameBytes / 2);
    // Presence that cannot be decoded: answered, not stored, and not closed before the tenth.
    const send = (peer: TestPeer): void => peer.binary({ kind: "awareness", payload: frame.subarray(0, -64) });
    for (let second = 0; second < 4; second++) {
      send(steady);
      clock.advance(1_000);
    }
    const inBurst = Math.floor((wireLimits.maxBytesPerSecond * roomLimits.burstSeconds) / frame.length);
    for (let count = 0; count <= inBurst + 1; count++) {
      flood.binary({ kind: "update", seq: 0, payload: frame.subarray(0, -64) });
    }
    expect([steady.closed, flood.closed?.code]).toEqual([undefined, closeCodes.rate]);
  });
});

describe("presence frames", () => {
  const frameOf = (json: string): Uint8Array => {
    const text = new TextEncoder().encode(json);
    return Uint8Array.from([1, 7, 1, text.length, ...text]);
  };

  it("give back what was encoded", () => {
    const states = [{ replica: 7, clock: 1, state: { cursor: { head: 3 } } }];
    expect(decodePresence(encodePresence(states))).toEqual(states);
  });

  it("cannot plant a prototype in whoever reads them", () => {
    const [presence] = decodePresence(frameOf('{"__proto__":{"owner":true},"cursor":1}')) ?? [];
    expect(Object.keys(presence?.state ?? {})).toEqual(["cursor"]);
    expect({ ...presence?.state }).not.toHaveProperty("owner");
  });

  it("over 16 KiB are no presence", () => {
    const fits = { replica: 7, clock: 1, state: { name: "x".repeat(roomLimits.maxAwarenessBytes - 100) } };
    const large = { replica: 7, clock: 1, state: { name: "x".repeat(roomLimits.maxAwarenessBytes) } };
    expect([decodePresence(encodePresence([fits])), decodePresence(encodePresence([large]))]).toEqual([
      [fits],
      undefined,
    ]);
  });
});
