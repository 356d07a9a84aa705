import { describe, expect, it } from "vitest";
import { decodeAnswer, encodeQuestion } from "./dns-message.ts";
import { resultOf, reverseName } from "./dns-results.ts";

const header = (answers: number, code = 0) => [0x12, 0x34, 0x81, 0x80 | code, 0, 1, 0, answers, 0, 0, 0, 0];
const question = [1, 97, 1, 98, 0, 0, 1, 0, 1];
const pointer = [0xc0, 12];
const record = (type: number, data: number[], ttl = 60) => [
  ...pointer,
  type >> 8,
  type & 255,
  0,
  1,
  0,
  0,
  0,
  ttl,
  0,
  data.length,
  ...data,
];
const text = (word: string) => [word.length, ...new TextEncoder().encode(word)];
const message = (...records: number[][]) =>
  Uint8Array.from([...header(records.length), ...question, ...records.flat()]);

describe("a DNS message", () => {
  it("asks for a name", () => {
    expect([...(encodeQuestion(0x1234, "a.b", "A") ?? [])]).toEqual([
      0x12,
      0x34,
      1,
      0,
      0,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      ...question,
    ]);
  });

  it("cannot ask for a name with an empty or too long label", () => {
    expect(["", "a..b", "x".repeat(64), "abc.".repeat(64)].map((name) => encodeQuestion(1, name, "A"))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("answers with records of every kind", () => {
    const answer = decodeAnswer(
      message(
        record(1, [1, 2, 3, 4]),
        record(28, [...new Array(15).fill(0), 1]),
        record(15, [0, 7, ...pointer]),
        record(16, [...text("one"), ...text("two")]),
        record(257, [0, ...text("issue"), 99, 97]),
        record(33, [0, 1, 0, 2, 0, 80, ...pointer]),
        record(12, pointer),
      ),
    );
    expect(resultOf(answer?.records ?? [], "ANY")).toEqual([
      [
        { type: "A", address: "1.2.3.4", ttl: 60 },
        { type: "AAAA", address: "::1", ttl: 60 },
        { type: "MX", priority: 7, exchange: "a.b" },
        { type: "TXT", entries: ["one", "two"] },
        { type: "CAA", critical: 0, issue: "ca" },
        { type: "SRV", priority: 1, weight: 2, port: 80, name: "a.b" },
        { type: "PTR", value: "a.b" },
      ],
    ]);
    expect(resultOf(answer?.records ?? [], "A")).toEqual([["1.2.3.4"], [60]]);
    expect(resultOf(answer?.records ?? [], "NS")).toBeNull();
  });

  it("that is cut short, no answer, or a circle of names is none", () => {
    const whole = message(record(1, [1, 2, 3, 4]));
    const circle = Uint8Array.from([...header(0), 0xc0, 12, 0, 1, 0, 1]);
    const asked = encodeQuestion(1, "a.b", "A") ?? new Uint8Array(0);
    const cuts = Array.from({ length: whole.length }, (_, length) => decodeAnswer(whole.subarray(0, length)));
    expect([...cuts, decodeAnswer(circle), decodeAnswer(asked)].every((answer) => answer === null)).toBe(true);
  });

  it("looks an address up backwards", () => {
    expect([
      reverseName({ family: 4, bytes: [1, 2, 3, 4] }),
      reverseName({ family: 6, bytes: [0x20, 1, ...new Array(13).fill(0), 0xab] }).slice(0, 12),
    ]).toEqual(["4.3.2.1.in-addr.arpa", "b.a.0.0.0.0."]);
  });
});
