/** JSON values, one a line, out of bytes that arrive in any pieces. */
import type { StreamPush } from "./event-stream.ts";

export class LineStream {
  private readonly decoder = new TextDecoder("utf-8", { fatal: true });
  private readonly maxLineChars: number;
  private rest = "";

  constructor(maxLineChars: number) {
    this.maxLineChars = maxLineChars;
  }

  /** True when the stream stopped inside a line. */
  get unfinished(): boolean {
    return this.rest.trim() !== "";
  }

  /** The lines that `bytes` complete. After a refusal the stream is of no further use. */
  push(bytes: Uint8Array): StreamPush {
    const text = this.decode(bytes);
    if (text === undefined) return { ok: false, reason: "not-text", events: [] };
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    const events = lines.filter((line) => line.trim() !== "").map((data) => ({ data, id: undefined }));
    const tooLarge = [this.rest, ...lines].some(({ length }) => length > this.maxLineChars);
    return tooLarge ? { ok: false, reason: "too-large", events: [] } : { ok: true, events };
  }

  private decode(bytes: Uint8Array): string | undefined {
    try {
      return this.decoder.decode(bytes, { stream: true });
    } catch {
      // Not UTF-8: the caller answers with a typed error.
      return undefined;
    }
  }
}
