import { writeSync } from "node:fs";
import { BrokenPipe, errorCode } from "./errors.ts";

const nap = new Int32Array(new SharedArrayBuffer(4));

/** Writes every byte to a descriptor; a full non-blocking pipe is tried again a millisecond later. */
export function writeAll(fd: number, data: Uint8Array): void {
  let done = 0;
  while (done < data.length) {
    try {
      done += writeSync(fd, data, done, data.length - done);
    } catch (error) {
      const code = errorCode(error);
      if (code === "EPIPE" || code === "ECONNRESET") throw new BrokenPipe();
      if (code !== "EAGAIN") throw error;
      Atomics.wait(nap, 0, 0, 1);
    }
  }
}
