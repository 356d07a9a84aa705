/** Server-sent events out of bytes that arrive in any pieces. */
export interface StreamEvent {
  data: string;
  /** The event's own id, by which a repeated event is told. */
  id: string | undefined;
}

/** `events` are those that were complete, also before a refusal. */
export type StreamPush =
  | { ok: true; events: StreamEvent[] }
  | { ok: false; reason: "too-large" | "not-text"; events: StreamEvent[] };

export class EventStream {
  private readonly decoder = new TextDecoder("utf-8", { fatal: true });
  private readonly maxEventChars: number;
  private rest = "";
  private data: string[] = [];
  private dataChars = 0;
  private id: string | undefined;

  constructor(maxEventChars: number) {
    this.maxEventChars = maxEventChars;
  }

  /** True when the stream stopped inside an event. */
  get unfinished(): boolean {
    return this.rest.trim() !== "" || this.data.length > 0;
  }

  /** The events that `bytes` complete. After a refusal the stream is of no further use. */
  push(bytes: Uint8Array): StreamPush {
    const text = this.decode(bytes);
    if (text === undefined) return { ok: false, reason: "not-text", events: [] };
    const whole = this.rest + text;
    // Nearly no server sends carriage returns; a last one may be half of a line end.
    const lines = whole.includes("\r") ? whole.split(/\r\n|\n|\r(?!$)/) : whole.split("\n");
    this.rest = lines.pop() ?? "";
    const events: StreamEvent[] = [];
    for (const line of lines) {
      const event = this.line(line);
      if (event) events.push(event);
      if (this.dataChars > this.maxEventChars) return { ok: false, reason: "too-large", events };
    }
    return this.rest.length > this.maxEventChars ? { ok: false, reason: "too-large", events } : { ok: true, events };
  }

  private decode(bytes: Uint8Array): string | undefined {
    try {
      return this.decoder.decode(bytes, { stream: true });
    } catch {
      // Not UTF-8: the caller answers with a typed error.
      return undefined;
    }
  }

  private line(line: string): StreamEvent | undefined {
    if (line === "") {
      const event = this.data.length ? { data: this.data.join("\n"), id: this.id } : undefined;
      this.data = [];
      this.dataChars = 0;
      this.id = undefined;
      return event;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") {
      this.data.push(value);
      this.dataChars += value.length;
    } else if (field === "id") this.id = value;
    return undefined;
  }
}
