import { describe, expect, it } from "vitest";
import { ResponseParser } from "./http-response.ts";
import { limits } from "./limits.ts";

/** Feeds the text in pieces of a size and tells what was heard. */
function parse(text: string, options: { method?: string; size?: number; close?: boolean } = {}) {
  const heard: { head?: unknown; body: string; end: string } = { body: "", end: "open" };
  const parser = new ResponseParser(options.method ?? "GET", {
    head: (head) => {
      heard.head = head;
    },
    data: (bytes) => {
      heard.body += new TextDecoder().decode(bytes);
    },
    end: () => {
      heard.end = "ended";
    },
    fail: (reason) => {
      heard.end = reason;
    },
  });
  const bytes = new TextEncoder().encode(text);
  const size = options.size ?? bytes.length;
  for (let at = 0; at < bytes.length; at += size) parser.push(bytes.slice(at, at + size));
  if (options.close) parser.close();
  return heard;
}

describe.each([1, 7, 10_000])("an answer in pieces of %i bytes", (size) => {
  it("with a length ends after it", () => {
    expect(parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhellomore", { size })).toEqual({
      head: {
        status: 200,
        statusText: "OK",
        headers: [
          ["content-length", "5"],
          ["x-a", "b"],
        ],
      },
      body: "hello",
      end: "ended",
    });
  });

  it("in chunks ends with the last one and its trailer", () => {
    const heard = parse(
      "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n",
      { size },
    );
    expect([heard.body, heard.end]).toEqual(["hello world", "ended"]);
  });

  it("without either ends with the connection", () => {
    const heard = parse("HTTP/1.0 404 Not Found\r\n\r\nnope", { size, close: true });
    expect([heard.body, heard.end]).toEqual(["nope", "ended"]);
  });

  it("skips interim answers", () => {
    const heard = parse("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", { size });
    expect([heard.head, heard.end]).toEqual([{ status: 204, statusText: "No Content", headers: [] }, "ended"]);
  });
});

describe("an answer that cannot be read", () => {
  it("says what is wrong with it", () => {
    expect({
      garbage: parse("SSH-2.0\r\n\r\n").end,
      empty: parse("", { close: true }).end,
      cut: parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", { close: true }).end,
      chunk: parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").end,
      endless: parse("x".repeat(limits.responseHeadBytes + 1)).end,
    }).toEqual({
      garbage: "the answer is not HTTP/1.1",
      empty: "the connection ended without an answer",
      cut: "the connection ended in the middle of the answer",
      chunk: "a chunk of the answer has no size",
      endless: "the head of the answer is too long",
    });
  });
});

it("an answer to HEAD has no body, whatever its length says", () => {
  expect(parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", { method: "HEAD" }).end).toBe("ended");
});
