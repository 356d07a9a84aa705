import { expect, it, vi } from "vitest";
import { type Dial, openDial } from "../../shared/access/dial.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { wireLimits } from "../../shared/protocol/limits.ts";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { createInference } from "../inference/inference.ts";
import { readModelSettings } from "../inference/model-settings.ts";
import { roomLimits } from "../limits.ts";
import { openAssistantSocket } from "./assistant-socket.ts";

function connect(dial: Dial = openDial) {
  const clock = new FakeClock();
  const closed: number[] = [];
  const sent: string[] = [];
  const bodies: string[] = [];
  const endpoints = readModelSettings({
    GLASSHOUSE_MODEL_URL: "http://model.test",
    GLASSHOUSE_MODEL_FIM: "qwen",
  }).endpoints;
  const socket = openAssistantSocket(
    {
      clock,
      inference: createInference({
        clock,
        endpoints,
        fetch: async (_url, init) => {
          bodies.push(String(init?.body));
          return Response.json({ choices: [{ text: "x", finish_reason: "stop" }] });
        },
      }),
      workspaces: { accessOf: async () => "owner", dialOf: async () => dial },
    },
    { id: "ada", guest: false, address: "203.0.113.7" },
    { send: (text) => sent.push(String(text)), close: (code) => closed.push(code) },
  );
  socket.receive('{"type":"hello","protocol":1}');
  const complete = async (path: string, forged: object = {}) => {
    const context = [
      { path: "exam/answers.ts", text: "const answer = 42;" },
      { path: "src/b.ts", text: "const other = 7;" },
    ];
    const frame = {
      type: "complete",
      id: "1",
      workspace,
      path,
      language: "typescript",
      prefix: "a = ",
      suffix: "",
      trigger: "manual",
      context,
      ...forged,
    };
    const before = sent.length;
    socket.receive(JSON.stringify(frame));
    await vi.waitFor(() => expect(sent.slice(before).some((text) => /"(done|error)"/.test(text))).toBe(true));
    return JSON.parse(sent.at(-1) ?? "");
  };
  return { socket, closed, complete, bodies };
}
const workspace = "0".repeat(26);

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

it("what the workspace's dial takes away is refused with the file's name, and nothing is asked", async () => {
  const noExam: Dial = { ...openDial, rules: [{ pattern: "exam/", allowed: ["explain"] }] };
  const { complete, bodies } = connect(noExam);
  for (const path of ["exam/one.ts", "./exam/one.ts", "src/../exam/one.ts"]) {
    expect(await complete(path)).toMatchObject({
      type: "error",
      id: "1",
      code: "dial",
      message: expect.stringContaining(path),
    });
  }
  expect(bodies).toEqual([]);
  expect(await complete("src/a.ts")).toMatchObject({ type: "done" });
  // A file that is left out does not travel beside another either.
  expect([bodies[0]?.includes("other = 7"), bodies[0]?.includes("answer = 42")]).toEqual([true, false]);
});

it("a dial that a client makes up is no frame of the protocol, and helps nobody", async () => {
  const { complete, bodies } = connect({ allowed: ["explain"], rules: [] });
  expect(await complete("src/a.ts", { dial: openDial })).toMatchObject({ type: "error", code: "bad-frame" });
  expect(await complete("src/a.ts")).toMatchObject({ type: "error", code: "dial" });
  expect(bodies).toEqual([]);
});
