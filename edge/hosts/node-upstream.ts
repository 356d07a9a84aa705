/** Node's own HTTP client for model endpoints: per streamed token it costs about half of what fetch and its web streams do (`bench -- relay`). */
import { Agent, type ClientRequestArgs, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { connect, type Socket } from "node:net";
import type { Upstream } from "../inference/upstream.ts";
import { upstreamLimits } from "../limits.ts";
import { ChunkReader } from "./chunk-reader.ts";

export const nodeUpstream: Upstream = (url, { headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const target = new URL(url);
    const secure = target.protocol === "https:";
    const length = { "content-length": String(Buffer.byteLength(body)) };
    // No timer of the connection's own, which every token would put off: whoever asks has two.
    const options = { method: "POST", headers: { ...headers, ...length }, signal, timeout: 0 };
    const onAnswer = (answer: IncomingMessage): void => {
      const reader = readers.get(answer.socket);
      reader?.answered(answer);
      resolve({
        status: answer.statusCode ?? 0,
        header: (name) => firstOf(answer.headers[name]),
        read: (take) => readAnswer(answer, reader, take),
      });
    };
    const sent = secure
      ? requestHttps(target, options, onAnswer)
      : requestHttp(target, { ...options, agent }, onAnswer);
    sent.on("socket", (socket) => readers.get(socket)?.begin());
    // Also after the answer began: an error without a listener would end the process.
    sent.on("error", reject);
    sent.end(body);
  });

const readers = new WeakMap<Socket, ChunkReader>();
/** What a connection has read is handed over before another one reads. */
const readBuffer = Buffer.alloc(upstreamLimits.readAtOnceBytes);

/** Connections that read into one buffer; Node would make an array, two streams' events and a copy of every token. */
class ChunkAgent extends Agent {
  override createConnection({ host, port }: ClientRequestArgs): Socket {
    const onread = {
      buffer: readBuffer,
      callback(length: number): boolean {
        reader.read(readBuffer, length);
        return true;
      },
    };
    const socket = connect({ host: host ?? "localhost", port: Number(port), noDelay: true, onread });
    // The client listens for "data", as with every stream that it may be given for a connection.
    const reader = new ChunkReader((bytes) => socket.emit("data", bytes));
    readers.set(socket, reader);
    return socket;
  }
}

const agent = new ChunkAgent({ keepAlive: true, timeout: upstreamLimits.idleConnectionMs });

function readAnswer(
  answer: IncomingMessage,
  reader: ChunkReader | undefined,
  take: (bytes: Uint8Array) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let over = false;
    const end = (settle: () => void): void => {
      over = true;
      settle();
      answer.destroy();
    };
    const hear = (bytes: Uint8Array): void => {
      // What was read together with the last piece still comes after a destroy.
      if (over) return;
      try {
        if (!take(bytes)) end(resolve);
      } catch (error) {
        end(() => reject(error));
      }
    };
    answer.on("error", reject);
    answer.on("end", resolve);
    answer.on("data", hear);
    reader?.hear(hear);
  });
}

function firstOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}
