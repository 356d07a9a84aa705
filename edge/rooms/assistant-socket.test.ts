import { expect, it } from "vitest";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { wireLimits } from "../../shared/protocol/limits.ts";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { createInference } from "../inference/inference.ts";
import { roomLimits } from "../limits.ts";
import { openAssistantSocket } from "./assistant-socket.ts";

function connect() {
  const clock = new FakeClock();
  const closed: number[] = [];
  const socket = openAssistantSocket(
    {
      clock,
      inference: createInference({ clock, endpoints: [], fetch: () => Promise.reject(new Error("no network")) }),
      workspaces: { accessOf: async () => "owner" },
    },
    { id: "ada", guest: false, address: "203.0.113.7" },
    { send: () => {}, close: (code) => closed.push(code) },
  );
  socket.receive('{"type":"hello","protocol":1}');
  return { socket, closed };
}

it("[FR3] bytes on the assistant socket close it 4400, a frame over 1 MiB 4413", () => {
  const [binary, large] = [connect(), connect()];
  binary.socket.receive(Uint8Array.from([1]));
  large.socket.receive("x".repeat(wireLimits.maxFrameBytes + 1));
  expect([binary.closed, large.closed]).toEqual([[closeCodes.badFrame], [closeCodes.tooLarge]]);
});

it("[FR3] frames without end close the assistant socket 4429", () => {
  const { socket, closed } = connect();
  const burst = wireLimits.maxFramesPerSecond * roomLimits.burstSeconds;
  for (let count = 1; count < burst; count++) socket.receive('{"type":"ping","at":1}');
  expect(closed).toEqual([]);
  socket.receive('{"type":"ping","at":1}');
  expect(closed).toEqual([closeCodes.rate]);
});
