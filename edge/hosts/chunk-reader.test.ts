import { type IncomingMessage, request } from "node:http";
import { Duplex } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { ChunkReader } from "./chunk-reader.ts";

interface Heard {
  text: string;
  /** What the client's parser was shown. */
  parsed: string;
  ended: boolean;
  error: string | undefined;
}

/** An answer that arrives in these pieces, through one buffer, at Node's client. */
async function hearAnswer(pieces: readonly string[]): Promise<Heard> {
  const heard: Omit<Heard, "parsed"> = { text: "", ended: false, error: undefined };
  const parsed: Buffer[] = [];
  const connection = new Duplex({ read() {}, write: (_bytes, _encoding, done) => done() });
  const reader = new ChunkReader((bytes) => {
    parsed.push(bytes);
    connection.emit("data", bytes);
  });
  const fail = (error: NodeJS.ErrnoException): void => {
    heard.error ??= error.code;
  };
  const listen = (answer: IncomingMessage): void => {
    reader.answered(answer);
    const hear = (bytes: Uint8Array): void => {
      heard.text += Buffer.from(bytes).toString();
    };
    answer.on("data", hear);
    answer.on("error", fail);
    answer.on("end", () => {
      heard.ended = true;
    });
    reader.hear(hear);
  };
  const sent = request({ createConnection: () => connection }, listen).on("error", fail);
  sent.end();
  await turn();
  for (const piece of pieces) {
    read(reader, piece);
    await turn();
  }
  connection.destroy();
  await turn();
  return { ...heard, parsed: Buffer.concat(parsed).toString() };
}

const buffer = Buffer.alloc(1_024);

/** What is in the buffer from before looks like more of an answer. */
function read(reader: ChunkReader, piece: string): void {
  const length = buffer.write(piece);
  buffer.fill("1\r\n\r\n", length);
  reader.read(buffer, length);
}

const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const last = "0\r\n\r\n";
const whole = `HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${head}${chunk("ab")}${chunk("c\r\n\r\nd".repeat(5))}3;x=y\r\nefg\r\n${chunk("h")}0\r\nA: b\r\n\r\n`;
const text = `ab${"c\r\n\r\nd".repeat(5)}efgh`;

it("wherever an answer is cut in two, the same text is heard and the same end", async () => {
  for (let cut = 0; cut <= whole.length; cut++) {
    const heard = await hearAnswer([whole.slice(0, cut), whole.slice(cut)]);
    expect({ cut, ...heard, parsed: "" }).toEqual({ cut, text, parsed: "", ended: true, error: undefined });
  }
});

it("an answer that comes byte by byte is heard whole", async () => {
  expect(await hearAnswer([...whole])).toMatchObject({ text, ended: true, error: undefined });
  expect(await hearAnswer([head, ...whole.slice(whole.indexOf("2\r\nab"))])).toMatchObject({ text, ended: true });
});

it("the parser sees no chunk that came whole, also after one that came in three pieces", async () => {
  const pieces = [head, chunk("ab") + chunk("CD"), "5\r\nef", "g", `hi\r\n${chunk("j")}`, chunk("kl"), last];
  const heard = await hearAnswer(pieces);
  expect(heard).toEqual({
    text: "abCDefghijkl",
    parsed: `${head}5\r\nefghi\r\n${last}`,
    ended: true,
    error: undefined,
  });
});

it("what is left in the buffer from before is never read", async () => {
  // A length of 1 that the buffer goes on as 11 would end inside the next chunk, before what looks like another.
  const next = `${"x".repeat(13)}2\r\nbc\r\ny`;
  expect(await hearAnswer([head, "1", "\r\nX\r\n", chunk(next), last])).toMatchObject({
    text: `X${next}`,
    ended: true,
  });
});

it("where a head came in pieces, the parser sees all: where its chunks begin is not known", async () => {
  const pieces = [head.slice(0, 9), `${head.slice(9)}a\r\na`, "2\r\nbc\r\nde\r\n", last];
  expect(await hearAnswer(pieces)).toMatchObject({ text: "a2\r\nbc\r\nde", ended: true });
});

it("what the parser holds back is heard before what comes after it, and the next answer begins anew", () => {
  const parsed: Buffer[] = [];
  let answer = { headers: { "transfer-encoding": "chunked" }, readableFlowing: false, readableLength: 0 };
  const reader = new ChunkReader((bytes) => {
    parsed.push(bytes);
    reader.answered(answer);
  });
  const taken: string[] = [];
  const hear = (bytes: Uint8Array): unknown => taken.push(Buffer.from(bytes).toString());
  read(reader, head + chunk("a"));
  reader.hear(hear);
  read(reader, chunk("not flowing"));
  answer.readableFlowing = true;
  answer.readableLength = 1;
  read(reader, chunk("after a"));
  answer.readableLength = 0;
  read(reader, chunk("b"));
  const seen = [head, chunk("a"), chunk("not flowing"), chunk("after a")];
  expect([parsed.map(String), taken]).toEqual([seen, ["b"]]);
  parsed.length = 0;
  reader.begin();
  answer = { ...answer };
  read(reader, head + chunk("nobody listens"));
  reader.hear(hear);
  read(reader, chunk("c"));
  expect([parsed.map(String), taken]).toEqual([
    [head, chunk("nobody listens")],
    ["b", "c"],
  ]);
});

it.each([
  ["a length that is no number", "zz\r\nab\r\n", "HPE_INVALID_CHUNK_SIZE"],
  ["a length of too many digits", `${"f".repeat(17)}\r\nab\r\n`, "HPE_INVALID_CHUNK_SIZE"],
  ["a line that ends in a line feed alone", "25\nab\r\n", "HPE_CR_EXPECTED"],
  ["a chunk longer than it says", "2\r\nabXX\r\n", "HPE_STRICT"],
  ["a connection that ends between two chunks", "", "ECONNRESET"],
  ["a connection that ends in a chunk", "5\r\nab", "ECONNRESET"],
])("%s is the error it is without us", async (_name, bytes, code) => {
  expect(await hearAnswer([head, chunk("ok"), bytes])).toMatchObject({ ended: false, error: code });
});

it("an answer of a stated length is the parser's alone", async () => {
  const plain = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n2\r\nab\r\n";
  expect(await hearAnswer([plain])).toEqual({ text: "2\r\nab\r\n", parsed: plain, ended: true, error: undefined });
});
