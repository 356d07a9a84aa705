/** The client of every way: a connection whose text is read as it arrives. Two cores have the rest for what is measured. */
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import type { Stream } from "./measure.ts";

/** Posts on a connection of its own when it is asked. */
export function postStream(url: string, headers: Record<string, string>, body: string): Stream {
  const { hostname, port, pathname, host } = new URL(url);
  const all = { host, "content-type": "application/json", "content-length": `${body.length}`, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(Number(port), hostname);
  return {
    ask(hear) {
      read(socket, hear);
      socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
    },
    end: () => void socket.destroy(),
  };
}

export interface FrameSocket {
  send(text: string): void;
  /** From now on `hear` gets whatever arrives, also the heads of the frames. */
  read(hear: (text: string) => void): void;
  close(): void;
}

/** A WebSocket on this machine; like a browser it offers compression, and fails where that is taken: it would cost more than a token. */
export function openFrameSocket(url: string, headers: Record<string, string>): Promise<FrameSocket> {
  const { host, port, pathname } = new URL(url);
  const handshake = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
  };
  const options = {
    host: "127.0.0.1",
    port,
    path: pathname,
    headers: { host, ...headers, ...handshake },
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const sent = request(options, (answer) => reject(new Error(`${url} answered ${answer.statusCode}`)));
    sent.on("error", reject);
    sent.on("upgrade", (answer, stream) => {
      const taken = answer.headers["sec-websocket-extensions"];
      if (taken !== undefined) return void reject(new Error(`${url} compresses every token: ${taken}`));
      resolve({
        send: (text) => void stream.write(frame(0x81, Buffer.from(text))),
        read: (hear) => read(stream, hear),
        close: () => void stream.end(frame(0x88, Buffer.from([0x03, 0xe8]))),
      });
    });
    sent.end();
  });
}

/** A client's frame; its mask is zero, which changes nothing of what it masks. */
function frame(head: number, payload: Buffer): Buffer {
  const long = payload.length > 125;
  const length = long ? [0x80 | 126, payload.length >> 8, payload.length & 0xff] : [0x80 | payload.length];
  return Buffer.concat([Buffer.from([head, ...length, 0, 0, 0, 0]), payload]);
}

function read(stream: Pick<Socket, "on" | "removeAllListeners">, hear: (text: string) => void): void {
  stream.removeAllListeners("data");
  stream.on("data", (bytes: Buffer) => hear(bytes.toString("latin1")));
  // Ended by us.
  stream.on("error", () => undefined);
}
