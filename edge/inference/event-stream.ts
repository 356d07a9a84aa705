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
  private data: string | undefined;
  private dataChars = 0;
  private id: string | undefined;

  constructor(maxEventChars: number) {
    this.maxEventChars = maxEventChars;
  }

  /** True when the stream stopped inside an event. */
  get unfinished(): boolean {
    return this.rest.trim() !== "" || this.data !== undefined;
  }

  /** The events that `bytes` complete. After a refusal the stream is of no further use. */
  push(bytes: Uint8Array): StreamPush {
    const text = this.decode(bytes);
    if (text === undefined) return { ok: false, reason: "not-text", events: [] };
    const joined = this.rest + text;
    // Nearly no server sends carriage returns; a last one may be half of a line end.
    const whole = joined.includes("\r") ? joined.replaceAll(/\r\n|\r(?!$)/g, "\n") : joined;
    const events: StreamEvent[] = [];
    let from = 0;
    for (let end = whole.indexOf("\n"); end >= 0; end = whole.indexOf("\n", from)) {
      this.line(whole.slice(from, end), events);
      if (this.dataChars > this.maxEventChars) return { ok: false, reason: "too-large", events };
      from = end + 1;
    }
    this.rest = whole.slice(from);
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

  private line(line: string, events: StreamEvent[]): void {
    if (line === "") {
      if (this.data !== undefined) events.push({ data: this.data, id: this.id });
      this.data = undefined;
      this.dataChars = 0;
      this.id = undefined;
      return;
    }
    if (line.startsWith("data")) this.add(fieldValue(line, "data".length));
    else if (line.startsWith("id")) this.id = fieldValue(line, "id".length) ?? this.id;
  }

  private add(data: string | undefined): void {
    if (data === undefined) return;
    this.data = this.data === undefined ? data : `${this.data}\n${data}`;
    this.dataChars += data.length;
  }
}

/** What a line says after its field's name; undefined when the name goes on. */
function fieldValue(line: string, nameLength: number): string | undefined {
  if (line.length === nameLength) return "";
  if (line[nameLength] !== ":") return undefined;
  return line.slice(line[nameLength + 1] === " " ? nameLength + 2 : nameLength + 1);
}
