import { openSync, readSync } from "node:fs";
import { ReadStream } from "node:tty";
import { eachInput, readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

/** One key of the terminal, waited for. */
function readKey(fd: number): string {
  const bytes = new Uint8Array(16);
  return Buffer.from(bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, null))).toString();
}

/** Pages forward through lines as they come: blank a page, Enter a line, q ends. */
function page(lines: Iterable<string>, io: ToolIo): void {
  const fd = openSync("/dev/tty", "r");
  const keyboard = new ReadStream(fd);
  keyboard.setRawMode(true);
  const height = Math.max(2, process.stdout.rows ?? 24);
  let left = height - 1;
  try {
    for (const line of lines) {
      if (left === 0) {
        io.write("\x1b[7m--More--\x1b[0m");
        io.flush();
        const key = readKey(fd);
        io.write("\r\x1b[K");
        if (key === "q" || key === "Q" || key === "\x03" || key === "\x04") return;
        left =
          key === "\r" || key === "\n" || key === "j" || key === "\x1b[B"
            ? 1
            : key === "G"
              ? Number.POSITIVE_INFINITY
              : height - 1;
      }
      io.write(`${line}\n`);
      left -= Math.max(1, Math.ceil(line.length / Math.max(1, process.stdout.columns ?? 80)));
      if (left < 0) left = 0;
    }
  } finally {
    io.flush();
    keyboard.setRawMode(false);
    keyboard.destroy();
  }
}

/** `less` and `more`: text by the page on a terminal, as it is elsewhere. Only forward: the terminal scrolls back by itself. */
export const less: Tool = (args, io) => {
  const options = parseOptions(
    args.filter((word) => !word.startsWith("+")),
    {
      flags: "RrSFXNneEiIqQsmMdflpcu",
      long: { "RAW-CONTROL-CHARS": "R", "no-init": "X", "quit-if-one-screen": "F" },
    },
  );
  return eachInput("less", options.operands, io, (path) => {
    if (process.stdout.isTTY) page(texts(path, io), io);
    else for (const { text, ended } of readLines(path, io)) io.write(ended ? `${text}\n` : text);
  });
};

function* texts(path: string, io: ToolIo): Generator<string> {
  for (const { text } of readLines(path, io)) yield text;
}
