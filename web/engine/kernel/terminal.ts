import { ByteQueue } from "./byte-queue.ts";
import { limits } from "./limits.ts";

export interface TerminalSize {
  columns: number;
  rows: number;
}
export type TerminalSignal = "SIGINT" | "SIGQUIT" | "SIGTSTP" | "SIGWINCH";

const encoder = new TextEncoder();
const controls = {
  interrupt: 3,
  endOfInput: 4,
  backspace: 8,
  newline: 10,
  carriageReturn: 13,
  wordErase: 23,
  lineErase: 21,
  suspend: 26,
  quit: 28,
  erase: 127,
} as const;

/** A terminal's line discipline: canonical lines with echo and editing keys, or raw bytes; "\n" leaves as "\r\n". */
export class Terminal {
  /** What processes read. */
  readonly input = new ByteQueue(limits.ttyInputBytes);
  /** What the client shows. */
  readonly output = new ByteQueue(limits.ttyOutputBytes);
  readonly #signal: (signal: TerminalSignal) => void;
  #size: TerminalSize;
  #raw = false;
  /** How often its session's leader has asked for keys itself: a shell's prompts. */
  prompts = 0;
  #line: number[] = [];

  constructor(size: TerminalSize, signal: (signal: TerminalSignal) => void) {
    this.#size = size;
    this.#signal = signal;
  }

  get size(): TerminalSize {
    return this.#size;
  }
  get raw(): boolean {
    return this.#raw;
  }
  set raw(raw: boolean) {
    if (raw && this.#line.length > 0) this.#flushLine();
    this.#raw = raw;
  }

  resize(size: TerminalSize): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#signal("SIGWINCH");
  }

  /** Keys from the client. */
  type(data: Uint8Array): void {
    if (this.#raw) {
      this.input.push(data);
      return;
    }
    for (const byte of data) this.#key(byte);
  }

  /** How many bytes of `data` fit on the screen's queue now; the count is of source bytes. */
  write(data: Uint8Array): number {
    const room = this.output.free;
    const bytes = new Uint8Array(Math.min(room, data.length * 2));
    let at = 0;
    let count = 0;
    for (const byte of data) {
      if (at + (byte === controls.newline ? 2 : 1) > room) break;
      if (byte === controls.newline) bytes[at++] = controls.carriageReturn;
      bytes[at++] = byte;
      count++;
    }
    this.output.push(bytes.subarray(0, at));
    return count;
  }

  #key(byte: number): void {
    switch (byte) {
      case controls.interrupt:
        this.#interrupt("^C", "SIGINT");
        return;
      case controls.quit:
        this.#interrupt("^\\", "SIGQUIT");
        return;
      case controls.suspend:
        this.#interrupt("^Z", "SIGTSTP");
        return;
      case controls.endOfInput:
        if (this.#line.length === 0) this.input.pushEndOfInput();
        else this.#flushLine();
        return;
      case controls.erase:
      case controls.backspace:
        this.#erase();
        return;
      case controls.lineErase:
        while (this.#line.length > 0) this.#erase();
        return;
      case controls.wordErase:
        while (this.#line.at(-1) === 32) this.#erase();
        while (this.#line.length > 0 && this.#line.at(-1) !== 32) this.#erase();
        return;
      case controls.carriageReturn:
      case controls.newline:
        this.#line.push(controls.newline);
        this.#echo("\r\n");
        this.#flushLine();
        return;
      default:
        if (this.#line.length >= 4095) return;
        this.#line.push(byte);
        if (byte < 32 && byte !== 9) this.#echo(`^${String.fromCharCode(byte + 64)}`);
        else this.output.push(Uint8Array.of(byte));
    }
  }

  #interrupt(shown: string, signal: TerminalSignal): void {
    this.#line = [];
    this.#echo(shown);
    this.#signal(signal);
  }

  /** Takes the last character (all bytes of its UTF-8) off the line and the screen. */
  #erase(): void {
    let byte = this.#line.pop();
    if (byte === undefined) return;
    const wide = byte < 32 ? 2 : 1;
    while (byte !== undefined && byte >= 0x80 && byte < 0xc0) byte = this.#line.pop();
    this.#echo("\b \b".repeat(wide));
  }

  #flushLine(): void {
    this.input.push(Uint8Array.from(this.#line));
    this.#line = [];
  }

  #echo(text: string): void {
    this.output.push(encoder.encode(text));
  }
}
