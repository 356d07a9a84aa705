import { readSync } from "node:fs";
import { outputBufferBytes, readChunkBytes } from "../limits.ts";
import { BrokenPipe, errorCode, errorText, ToolFailure } from "./errors.ts";
import type { Tool, ToolIo } from "./tool.ts";
import { writeAll } from "./write-all.ts";

const nap = new Int32Array(new SharedArrayBuffer(4));

/** Reads a chunk of a descriptor, waiting on an empty non-blocking one; null at the end. */
function readChunk(fd: number): Uint8Array | null {
  const chunk = new Uint8Array(readChunkBytes);
  for (;;) {
    try {
      const length = readSync(fd, chunk, 0, chunk.length, null);
      return length === 0 ? null : chunk.subarray(0, length);
    } catch (error) {
      const code = errorCode(error);
      if (code === "EOF") return null;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(nap, 0, 0, 5);
    }
  }
}

/** This process's descriptors as a tool sees them. */
export function processIo(): ToolIo {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  const encoder = new TextEncoder();
  const flush = () => {
    const data = pending.length === 1 && pending[0] !== undefined ? pending[0] : Buffer.concat(pending);
    pending = [];
    pendingBytes = 0;
    writeAll(1, data);
  };
  return {
    cwd: process.cwd(),
    env: process.env,
    read() {
      flush();
      return readChunk(0);
    },
    write(data) {
      const bytes = typeof data === "string" ? encoder.encode(data) : data;
      pending.push(bytes);
      pendingBytes += bytes.length;
      if (pendingBytes >= outputBufferBytes) flush();
    },
    flush,
    error(text) {
      flush();
      writeAll(2, encoder.encode(text));
    },
  };
}

/** Runs a tool as this process's program: its failures become one line on stderr, its result the exit code. */
export async function runTool(name: string, tool: Tool): Promise<void> {
  const io = processIo();
  try {
    const status = await tool(process.argv.slice(2), io);
    io.flush();
    process.exitCode = status;
  } catch (error) {
    if (error instanceof BrokenPipe) process.exit(141);
    const status = error instanceof ToolFailure ? error.status : 1;
    if (!(error instanceof ToolFailure) && errorCode(error) === "") throw error;
    try {
      io.error(`${name}: ${errorText(error)}\n`);
    } catch (writeError) {
      if (!(writeError instanceof BrokenPipe)) throw writeError;
    }
    process.exitCode = status;
  }
}
