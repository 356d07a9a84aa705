import { describe, expect, it } from "vitest";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { wireLimits } from "../../shared/protocol/limits.ts";
import { FakeClock, openRoom, person, TestPeer } from "../../test/support/edge-fakes.ts";
import { roomLimits } from "../limits.ts";
import { CreditWindow } from "./credit-window.ts";

const frame = (bytes: number): Uint8Array => new Uint8Array(bytes);

/** A reader that has used up its credit; the clock stands still. */
function outOfCredit() {
  const sent: number[] = [];
  const slow: number[] = [];
  const clock = new FakeClock();
  const window = new CreditWindow({ clock, send: ({ length }) => sent.push(length), onSlow: () => slow.push(1) });
  window.broadcast(frame(wireLimits.creditBytes));
  expect(sent.splice(0)).toEqual([wireLimits.creditBytes]);
  return { window, sent, slow, clock };
}

describe("what is kept for a reader out of credit", () => {
  it("[SY10] is at most its limit: one byte more and the reader is too slow, at once and only once", () => {
    const { window, sent, slow, clock } = outOfCredit();
    for (let count = 0; count < 4; count++) window.broadcast(frame(roomLimits.maxQueuedBytes / 4));
    expect([window.blocked, slow]).toEqual([true, []]);
    window.broadcast(frame(1));
    expect([window.blocked, slow, sent]).toEqual([false, [1], []]);
    clock.advance(wireLimits.slowConsumerMs);
    expect(slow).toEqual([1]);
  });

  it("[SY10] counts only what still waits", () => {
    const { window, slow } = outOfCredit();
    const fill = (): void => {
      for (let count = 0; count < 4; count++) window.broadcast(frame(roomLimits.maxQueuedBytes / 4));
    };
    fill();
    while (window.blocked) window.grant(wireLimits.creditBytes);
    fill();
    expect(slow).toEqual([]);
  });

  it("[SY10] comes in order and no more than the credit given back", () => {
    const { window, sent } = outOfCredit();
    for (const bytes of [30, 10, 20]) window.broadcast(frame(bytes));
    window.grant(30);
    expect(sent).toEqual([30]);
    window.grant(1);
    expect(sent).toEqual([30, 10]);
    window.grant(10);
    expect([sent, window.blocked]).toEqual([[30, 10, 20], false]);
  });
});

it("[SY10] a reader with too much waiting is closed 4408 before its time is over; the others read on", async () => {
  const { room, clock } = await openRoom();
  const [writer, slow, quick] = [
    await new TestPeer(room, person("writer")).join(),
    await new TestPeer(room, person("slow")).join(),
    await new TestPeer(room, person("quick")).join(),
  ];
  const from = clock.now();
  const fileBytes = 240_000;
  const needed = Math.ceil((wireLimits.creditBytes + roomLimits.maxQueuedBytes) / fileBytes) + 1;
  for (let count = 1; count <= needed; count++) {
    // As fast as the writer's own rate allows.
    clock.advance(Math.ceil((fileBytes * 1_100) / wireLimits.maxBytesPerSecond));
    writer.addFile(`f${count}`, "x".repeat(fileBytes));
    await writer.until(() => writer.last("ack")?.upTo === count);
    quick.control({ type: "credit", bytes: fileBytes + 1_000 });
  }
  expect(clock.now() - from).toBeLessThan(wireLimits.slowConsumerMs);
  expect([slow.closed?.code, quick.closed, quick.textOf(`f${needed}`)?.length]).toEqual([
    closeCodes.slowConsumer,
    undefined,
    fileBytes,
  ]);
});
