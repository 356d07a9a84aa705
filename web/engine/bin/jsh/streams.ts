import { readSync } from "node:fs";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { BrokenPipe, errorCode, ToolFailure } from "../lib/errors.ts";
import { writeAll } from "../lib/write-all.ts";
import { captureBytes } from "../limits.ts";

/** Where a command's output goes. */
export type Sink =
  | { type: "descriptor"; fd: number }
  /** A child's standard input (its handle can be given to another child) or a pass-through. */
  | { type: "stream"; stream: Writable; broken: boolean }
  | { type: "collect"; chunks: Uint8Array[]; bytes: number }
  | { type: "closed" };

/** Where a command's input comes from. */
export type Source =
  | { type: "descriptor"; fd: number }
  | { type: "stream"; stream: Readable; rest: Buffer }
  /** The input of a loop: `read` takes lines from it, programs in the loop leave it alone. */
  | { type: "shared"; source: Source }
  | { type: "none" };

/** What a descriptor is open for. */
export interface Channel {
  source: Source | null;
  sink: Sink | null;
}

export interface ShellIo {
  stdin: Source;
  stdout: Sink;
  stderr: Sink;
  /** Descriptors from 3 up. */
  extra?: ReadonlyMap<number, Channel>;
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
  if (sink.type === "closed") throw new ToolFailure("write error: Bad file descriptor");
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

/** Reads one byte; null at the end. Takes no byte more than that. */
export async function readByte(source: Source): Promise<number | null> {
  if (source.type === "none") return null;
  if (source.type === "shared") return readByte(source.source);
  if (source.type === "descriptor") return readByteSync(source.fd);
  if (source.rest.length === 0) source.rest = (await nextChunk(source.stream)) ?? source.rest;
  const [byte] = source.rest;
  source.rest = source.rest.subarray(1);
  return byte ?? null;
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

function readByteSync(fd: number): number | null {
  const one = new Uint8Array(1);
  for (;;) {
    try {
      return readSync(fd, one, 0, 1, null) === 0 ? null : (one[0] ?? 0);
    } catch (error) {
      if (errorCode(error) === "EOF") return null;
      if (errorCode(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
