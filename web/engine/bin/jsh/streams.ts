import { readSync } from "node:fs";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { BrokenPipe, errorCode } from "../lib/errors.ts";
import { writeAll } from "../lib/write-all.ts";
import { captureBytes } from "../limits.ts";

/** Where a command's output goes. */
export type Sink =
  | { type: "descriptor"; fd: number }
  /** A child's standard input (its handle can be given to another child) or a pass-through. */
  | { type: "stream"; stream: Writable; broken: boolean }
  | { type: "collect"; chunks: Uint8Array[]; bytes: number };

/** Where a command's input comes from. */
export type Source =
  | { type: "descriptor"; fd: number }
  | { type: "stream"; stream: Readable; rest: Buffer }
  /** The input of a loop: `read` takes lines from it, programs in the loop leave it alone. */
  | { type: "shared"; source: Source }
  | { type: "none" };

export interface ShellIo {
  stdin: Source;
  stdout: Sink;
  stderr: Sink;
}

export function streamSink(stream: Writable): Sink {
  const sink: Sink = { type: "stream", stream, broken: false };
  stream.on("error", () => {
    sink.broken = true;
  });
  return sink;
}

export function streamSource(stream: Readable): Source {
  return { type: "stream", stream, rest: Buffer.alloc(0) };
}

/** Writes from inside the shell; waits while the reader is slow; throws BrokenPipe when it has gone. */
export async function writeTo(sink: Sink, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  if (bytes.length === 0) return;
  if (sink.type === "descriptor") writeAll(sink.fd, bytes);
  else if (sink.type === "collect") {
    sink.bytes += bytes.length;
    if (sink.bytes > captureBytes) throw new Error(`a command substitution wrote more than ${captureBytes} bytes`);
    sink.chunks.push(bytes);
  } else {
    if (sink.broken || sink.stream.destroyed) throw new BrokenPipe();
    const failed = await new Promise<Error | null | undefined>((done) => sink.stream.write(bytes, done));
    if (failed) throw new BrokenPipe();
  }
}

/** The text gathered by a collecting sink. */
export function collected(sink: Sink): string {
  return sink.type === "collect" ? Buffer.concat(sink.chunks).toString() : "";
}

/** Sends a child's output into a sink that has no descriptor of its own; settles at the output's end. */
export function pumpInto(from: Readable, sink: Sink): Promise<void> {
  return new Promise((done) => {
    from.on("data", (chunk: Buffer) => {
      from.pause();
      writeTo(sink, chunk).then(
        () => from.resume(),
        () => from.destroy(),
      );
    });
    from.on("close", () => done());
    from.on("error", () => done());
  });
}

/** A pipe between two stages of which the reading one runs inside the shell. */
export function innerPipe(): { sink: Sink; source: Source } {
  const stream = new PassThrough();
  return { sink: streamSink(stream), source: streamSource(stream) };
}

/** Reads one line for `read`; null at the end. Takes no byte past the line feed from a descriptor. */
export async function readLine(source: Source): Promise<string | null> {
  if (source.type === "none") return null;
  if (source.type === "shared") return readLine(source.source);
  if (source.type === "descriptor") return readLineSync(source.fd);
  for (;;) {
    const end = source.rest.indexOf(10);
    if (end !== -1) {
      const line = source.rest.subarray(0, end).toString();
      source.rest = source.rest.subarray(end + 1);
      return line;
    }
    const chunk: Buffer | null = await nextChunk(source.stream);
    if (chunk !== null) source.rest = Buffer.concat([source.rest, chunk]);
    else if (source.rest.length === 0) return null;
    else {
      const line = source.rest.toString();
      source.rest = Buffer.alloc(0);
      return line;
    }
  }
}

async function nextChunk(stream: Readable): Promise<Buffer | null> {
  for (;;) {
    const chunk: Buffer | null = stream.read();
    if (chunk !== null) return chunk;
    if (stream.readableEnded || stream.destroyed) return null;
    await new Promise<void>((done) => {
      const finish = () => {
        for (const event of ["readable", "end", "close", "error"]) stream.off(event, finish);
        done();
      };
      for (const event of ["readable", "end", "close", "error"]) stream.on(event, finish);
    });
  }
}

function readLineSync(fd: number): string | null {
  const bytes: number[] = [];
  const one = new Uint8Array(1);
  for (;;) {
    let length = 0;
    try {
      length = readSync(fd, one, 0, 1, null);
    } catch (error) {
      if (errorCode(error) === "EAGAIN") {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        continue;
      }
      if (errorCode(error) !== "EOF") throw error;
    }
    if (length === 0) return bytes.length === 0 ? null : Buffer.from(bytes).toString();
    if (one[0] === 10) return Buffer.from(bytes).toString();
    bytes.push(one[0] ?? 0);
  }
}
