import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { textFrame } from "./text-frame.ts";

it("any client reads the texts as they were, of every length and between the frames of ws", async () => {
  const texts = ["", "a", ..."中🙂", ...[124, 125, 126, 65_535, 65_536, 1_048_576].map((length) => "x".repeat(length))];
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    for (const text of texts) {
      request.socket.write(textFrame(text));
      socket.send("between");
    }
    socket.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const heard: string[] = [];
  client.on("message", (data) => heard.push(String(data)));
  const code = await new Promise<number>((resolve) => client.on("close", resolve));
  server.close();
  expect(heard).toEqual(texts.flatMap((text) => [text, "between"]));
  expect(code).toBe(1005);
});
