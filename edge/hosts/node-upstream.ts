/** Node's own HTTP client for model endpoints: per streamed token it costs about half of what fetch and its web streams do (`bench -- relay`). */
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Upstream } from "../inference/upstream.ts";

export const nodeUpstream: Upstream = (url, { headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const target = new URL(url);
    const request = target.protocol === "https:" ? requestHttps : requestHttp;
    const length = { "content-length": String(Buffer.byteLength(body)) };
    // No timer of the connection's own, which every token would put off: whoever asks has two.
    const options = { method: "POST", headers: { ...headers, ...length }, signal, timeout: 0 };
    const sent = request(target, options, (answer) =>
      resolve({
        status: answer.statusCode ?? 0,
        header: (name) => firstOf(answer.headers[name]),
        read: (take) => readAnswer(answer, take),
      }),
    );
    // Also after the answer began: an error without a listener would end the process.
    sent.on("error", reject);
    sent.end(body);
  });

function readAnswer(answer: IncomingMessage, take: (bytes: Uint8Array) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let over = false;
    const end = (settle: () => void): void => {
      over = true;
      settle();
      answer.destroy();
    };
    answer.on("error", reject);
    answer.on("end", resolve);
    answer.on("data", (bytes: Buffer) => {
      // What was parsed together with the last piece still comes after a destroy.
      if (over) return;
      try {
        if (!take(bytes)) end(resolve);
      } catch (error) {
        end(() => reject(error));
      }
    });
  });
}

function firstOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}
