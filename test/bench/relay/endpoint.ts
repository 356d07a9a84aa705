/** A model server in a process of its own: every stream gets a token each 20 ms, and each token says when it was sent. */
import { createServer, type ServerResponse } from "node:http";

const tokenEveryMs = 20;

const server = createServer((request, response) => {
  request.resume();
  if (request.method !== "POST") return void response.writeHead(404).end();
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.flushHeaders();
  stream(response);
});

function stream(response: ServerResponse): void {
  write(response);
  let timer: NodeJS.Timeout | undefined;
  // Streams that began together do not stay in step.
  const phase = setTimeout(() => {
    timer = setInterval(() => write(response), tokenEveryMs);
  }, Math.random() * tokenEveryMs);
  response.on("close", () => {
    clearTimeout(phase);
    clearInterval(timer);
  });
}

const choice = { index: 0, text: "@", logprobs: null, finish_reason: null, stop_reason: null };
const event = { id: "cmpl-relay", object: "text_completion", created: 1_800_000_000, model: "relay" };
const [before = "", after = ""] = `data: ${JSON.stringify({ ...event, choices: [choice], usage: null })}\n\n`.split(
  "@",
);

/**
 * One event as vLLM writes it; its text is the clock that all processes of this machine share, in microseconds.
 * A chunk is written in one piece: what this process uses is taken from what it measures.
 */
function write(response: ServerResponse): void {
  const text = `${before}t${Math.round(Number(process.hrtime.bigint()) / 1_000)} ${after}`;
  response.socket?.write(`${text.length.toString(16)}\r\n${text}\r\n`, "latin1");
}

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(address && typeof address === "object" ? address.port : 0);
});
// The bench has ended, whichever way.
process.stdin.on("end", () => process.exit()).resume();
