import http from "node:http";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import type { Runtime } from "../boot/runtime.ts";
import { createHttpParserBinding } from "./http_parser.ts";

interface Parser {
  initialize(type: number, resource: object, maxHeaderBytes: number, lenient: number, connections?: object): void;
  execute(bytes: Uint8Array): number | Error;
  finish(): Error | undefined;
  pause(): void;
  resume(): void;
  remove(): void;
  [place: number]: unknown;
}
type ParserClass = new () => Parser;
interface Connections {
  all(): object[];
  idle(): object[];
  active(): object[];
  expired(headersMs: number, requestMs: number): object[];
}

const require = createRequire(import.meta.url);
let clock = 1;
/** Only what the binding asks of its runtime. */
const runtime = {
  data: () => ({}),
  options: {},
  host: { performance: { now: () => clock } },
  asyncIds: { adopt() {}, run: (_resource: unknown, run: () => unknown) => run() },
  requireBuiltin: () => ({ Buffer }),
} as unknown as Runtime;
const binding = createHttpParserBinding(runtime);
const ours = binding["HTTPParser"] as ParserClass;
const connectionsList = binding["ConnectionsList"] as new () => Connections;
const native = (require("node:_http_common") as { HTTPParser: ParserClass }).HTTPParser;

interface Options {
  type?: number;
  answer?: number;
  lenient?: number;
  limit?: number;
}

/** Everything a parser tells of a message that comes in these parts. */
function read(Parser: ParserClass, parts: string[], { type = 1, answer = 0, lenient = 0, limit = 0 }: Options = {}) {
  const parser = new Parser();
  const events: unknown[] = [];
  let body = "";
  parser.initialize(type, {}, limit, lenient);
  parser[0] = () => void events.push("begin");
  parser[1] = (headers: string[], url: string) => void events.push(["headers", headers, url]);
  parser[2] = (...args: unknown[]) => {
    events.push(["complete", ...args]);
    return answer;
  };
  parser[3] = (bytes: Buffer) => {
    body += Buffer.from(bytes).toString("latin1");
  };
  parser[4] = () => {
    events.push(["end", body]);
    body = "";
  };
  const results: unknown[] = [];
  for (const part of parts) {
    const result = parser.execute(Buffer.from(part, "latin1"));
    results.push(picture(result));
    if (result instanceof Error || result < part.length) break;
  }
  const failed = Array.isArray(results.at(-1));
  // Of an early end Node gives a place that is left over from elsewhere.
  if (!failed) results.push([picture(parser.finish())].flat().slice(0, 3));
  return { events, body, results };
}

function picture(result: unknown): unknown {
  if (!(result instanceof Error)) return result;
  return [
    result.message,
    Reflect.get(result, "code"),
    Reflect.get(result, "reason"),
    Reflect.get(result, "bytesParsed"),
  ];
}

const manyHeaders = Array.from({ length: 40 }, (_, index) => `x-${index}: value ${index} \r\n`).join("");
const requests = [
  "GET /path?q=1#f HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-Blank:   \t\r\nX-Trail: b \t\r\n\r\n",
  "\r\nPOST / HTTP/1.1\r\nContent-Length: 5 \r\n\r\nhelloGET /next HTTP/1.1\r\n\r\n",
  'POST /c HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n5;a=b;c="q\\"x";d\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n',
  "CONNECT host:443 HTTP/1.1\r\nHost: host\r\n\r\nraw bytes",
  "GET /ws HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\nraw",
  "POST /ws HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\nContent-Length: 3\r\n\r\nabcraw",
  "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
  "GET / HTTP/1.1\r\nConnection: foo , close\r\nProxy-Connection: closed\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\n\r\n",
  "M-SEARCH http://user:pw@[::1]:80/x?a HTTP/1.1\r\n\r\n",
  `GET /many HTTP/1.1\r\n${manyHeaders}\r\nGET /second HTTP/1.1\r\nx: y\r\n\r\n`,
  "GET /old\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
];
const responses = [
  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
  "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
  "HTTP/1.0 200 Fine day\r\n\r\nuntil the end",
  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nabcde",
  "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nraw",
  "HTTP/1.1 200 OK\r\nConnection: upgrade\r\nUpgrade: h2\r\nContent-Length: 1\r\n\r\nx",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nall",
  "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nxmore",
];
const broken = [
  "GARBAGE / HTTP/1.1\r\n\r\n",
  "GET  HTTP/1.1\r\n\r\n",
  "GET bad HTTP/1.1\r\n\r\n",
  "GET http:/x HTTP/1.1\r\n\r\n",
  "GET /a\x01 HTTP/1.1\r\n\r\n",
  "GET http://a@b@c/ HTTP/1.1\r\n\r\n",
  "GET / HTTQ/1.1\r\n\r\n",
  "GET / HTTP/3.7\r\n\r\n",
  "GET / HTTP/1.1x\r\n\r\n",
  "GET / HTTP/1.1\nHost: a\n\n",
  "GET / HTTP/1.1\r\nno colon\r\n\r\n",
  "GET / HTTP/1.1\r\n: x\r\n\r\n",
  "GET / HTTP/1.1\r\nContent-Length : 1\r\n\r\n",
  "GET / HTTP/1.1\r\nA: b\x01c\r\n\r\n",
  "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n",
  "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
  "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
  "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
  "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
  "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
  "GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n",
  "GET / HTTP/1.1\r\nContent-Length:\r\n\r\n",
  "GET / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
  "GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
  "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n",
  "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5 \r\n",
  "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX",
  "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a=\x01\r\n",
  "GET / HTTP/1.1\r\nHost",
  "GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET",
];

describe("the HTTP parser tells what Node's own parser tells", () => {
  const compare = (parts: string[], options?: Options) =>
    expect(read(ours, parts, options), JSON.stringify([parts, options])).toEqual(read(native, parts, options));

  test("of whole messages", () => {
    for (const text of requests) compare([text]);
    for (const text of responses) compare([text], { type: 2 });
  });
  test("wherever a message is split", () => {
    for (const text of requests) {
      for (let at = 0; at <= text.length; at++) compare([text.slice(0, at), text.slice(at)]);
    }
    for (const text of responses) {
      for (let at = 0; at <= text.length; at++) compare([text.slice(0, at), text.slice(at)], { type: 2 });
    }
  });
  test("byte by byte", () => {
    for (const text of requests) compare([...text]);
    for (const text of responses) compare([...text], { type: 2 });
  });
  test("when the program says that there is no body", () => {
    for (const answer of [1, 2]) for (const text of responses) compare([text], { type: 2, answer });
    compare(["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"], {
      type: 2,
      answer: 1,
    });
  });
  test("of what is no valid message, with code, reason and place", () => {
    for (const text of broken) compare([text]);
    for (const text of requests) compare([text], { type: 2 });
    for (const text of responses) compare([text]);
    for (const text of [
      "HTTP/1.1 2x0 OK\r\n\r\n",
      "HTTP/1.1  200\r\n\r\n",
      "HTTP/1.1 200!\r\n\r\n",
      "HTTP/1.1 200 OK\nA: b\n\n",
    ]) {
      compare([text], { type: 2 });
    }
  });
  test("with the insecure settings", () => {
    const lenient = 1023;
    for (const text of [...requests, ...broken]) compare([text], { lenient });
    for (const text of responses) compare([text], { type: 2, lenient });
  });
  test("of headers and chunk extensions above their limits", () => {
    compare([`GET / HTTP/1.1\r\nA: ${"x".repeat(90)}\r\nB: c\r\n\r\n`], { limit: 80 });
    const chunk = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;";
    const [ourResult, nativeResult] = [ours, native].map((parser) =>
      read(parser, [`${chunk}${"e".repeat(17_000)}\r\na\r\n`]),
    );
    expect(ourResult?.events).toEqual(nativeResult?.events);
    expect(ourResult?.results[0]).toEqual(expect.arrayContaining(["HPE_CHUNK_EXTENSIONS_OVERFLOW"]));
  });
  test("of messages with bytes changed at random", () => {
    let seed = 20_261_123;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * below);
    };
    const alphabet = '\r\n\t :;,="\\/?#@%[]{}\x00\x7f\xe9aZ09';
    for (let round = 0; round < 3000; round++) {
      const type = 1 + random(2);
      const corpus = type === 1 ? requests : responses;
      const text = corpus[random(corpus.length)] ?? "";
      const at = random(text.length);
      const changed = text.slice(0, at) + alphabet[random(alphabet.length)] + text.slice(at + random(3));
      compare([changed], { type });
    }
  });
});

describe("a parser", () => {
  test("throws what a callback throws, to the caller of execute", () => {
    const parser = new ours();
    parser.initialize(1, {}, 0, 0);
    parser[2] = () => {
      throw new Error("from the program");
    };
    expect(() => parser.execute(Buffer.from("GET / HTTP/1.1\r\n\r\n"))).toThrow("from the program");
  });
  test("refuses bytes while it is paused, and goes on afterwards", () => {
    const parser = new ours();
    parser.initialize(1, {}, 0, 0);
    parser.pause();
    expect(parser.execute(Buffer.from("GET"))).toMatchObject({ code: "HPE_PAUSED" });
    parser.resume();
    expect(parser.execute(Buffer.from("GET"))).toBe(3);
  });
  test("lists the methods of http.METHODS", () => {
    expect([...(binding["methods"] as string[])].sort()).toEqual(http.METHODS);
  });
});

describe("a server's connections", () => {
  test("are active during a message, idle between two, and gone when removed", () => {
    const list = new connectionsList();
    const parser = new ours();
    parser.initialize(1, {}, 0, 0, list);
    expect([list.all(), list.active(), list.idle()]).toEqual([[parser], [parser], []]);
    parser.execute(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    expect([list.all(), list.active(), list.idle()]).toEqual([[parser], [], [parser]]);
    parser.execute(Buffer.from("GET / HT"));
    expect([list.active(), list.idle()]).toEqual([[parser], []]);
    parser.remove();
    expect([list.all(), list.active()]).toEqual([[], []]);
  });
  test("expire once: headers late, or the whole request", () => {
    const list = new connectionsList();
    const [slow, body] = [new ours(), new ours()];
    slow.initialize(1, {}, 0, 0, list);
    body.initialize(1, {}, 0, 0, list);
    body.execute(Buffer.from("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n"));
    clock += 50;
    expect(list.expired(100, 200)).toEqual([]);
    clock += 100;
    expect(list.expired(0, 0)).toEqual([]);
    expect(list.expired(100, 200)).toEqual([slow]);
    expect(list.expired(100, 200)).toEqual([]);
    clock += 100;
    expect(list.expired(100, 200)).toEqual([body]);
  });
});
