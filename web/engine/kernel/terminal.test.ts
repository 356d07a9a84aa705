import { beforeEach, describe, expect, it } from "vitest";
import { bytes, text } from "../../../test/support/kernel-harness.ts";
import { limits } from "./limits.ts";
import { Terminal } from "./terminal.ts";

let terminal: Terminal;
let signals: string[];

beforeEach(() => {
  signals = [];
  terminal = new Terminal({ columns: 80, rows: 24 }, (signal) => signals.push(signal));
});

function type(keys: string): void {
  terminal.type(bytes(keys));
}
function screen(): string {
  return text(terminal.output.pull(1 << 20) ?? new Uint8Array(0));
}
/** What a program reads now; "(waits)" when it would wait, "(end)" at the end of input. */
function readLine(): string {
  const data = terminal.input.pull(4096);
  return data ? text(data) || "(end)" : "(waits)";
}

describe("a line", () => {
  it("is echoed and reaches the program with Enter, which is a newline", () => {
    type("hi");
    const early = readLine();
    type("\r");
    expect([early, readLine(), screen()]).toEqual(["(waits)", "hi\n", "hi\r\n"]);
  });

  it("is edited by backspace, Ctrl-W and Ctrl-U, whole characters at a time", () => {
    type("aé\x7fb one two\x17X\r");
    type("gone\x15kept\r");
    expect([readLine()]).toEqual(["ab one X\nkept\n"]);
  });

  it("backspace takes the character off the screen", () => {
    type("é\x7f\x7f");
    expect(screen()).toBe("é\b \b");
  });

  it("is sent as it is by Ctrl-D; on an empty line Ctrl-D is the end of input, once", () => {
    type("half\x04\x04more\r");
    expect([readLine(), readLine(), readLine(), readLine()]).toEqual(["half", "(end)", "more\n", "(waits)"]);
  });

  it("is dropped by Ctrl-C, which signals and shows ^C", () => {
    type("half\x03\r");
    expect([signals, readLine(), screen()]).toEqual([["SIGINT"], "\n", "half^C\r\n"]);
  });

  it("that nobody reads is dropped beyond the cap", () => {
    for (let line = 0; line < 40; line++) type(`${"x".repeat(4000)}\r`);
    expect(terminal.input.size).toBeLessThanOrEqual(limits.ttyInputBytes);
  });
});

describe("raw mode", () => {
  it("passes every key at once, unechoed, Ctrl-C too", () => {
    terminal.raw = true;
    type("a\x03\r\x1b[A");
    expect([readLine(), screen(), signals]).toEqual(["a\x03\r\x1b[A", "", []]);
  });

  it("gets what was typed on the line before", () => {
    type("ab");
    terminal.raw = true;
    expect(readLine()).toBe("ab");
  });
});

describe("output", () => {
  it("turns a newline into carriage return and newline", () => {
    terminal.write(bytes("one\ntwo\n"));
    expect(screen()).toBe("one\r\ntwo\r\n");
  });

  it("takes only what fits until the client has read", () => {
    const big = new Uint8Array(limits.ttyOutputBytes + 10).fill(10);
    const first = terminal.write(big);
    screen();
    expect([first, terminal.write(big.subarray(0, 10))]).toEqual([limits.ttyOutputBytes / 2, 10]);
  });
});

describe("size", () => {
  it("a change signals once, the same size does not", () => {
    terminal.resize({ columns: 100, rows: 30 });
    terminal.resize({ columns: 100, rows: 30 });
    expect([signals, terminal.size]).toEqual([["SIGWINCH"], { columns: 100, rows: 30 }]);
  });
});
