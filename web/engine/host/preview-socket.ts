import type { StreamDescription } from "../kernel/descriptions.ts";
import { SystemError } from "../kernel/system-error.ts";
import { limits } from "./limits.ts";
import type { PreviewEngine } from "./preview-gateway.ts";
import type { FromSocket, ToSocket } from "./preview-protocol.ts";
import { closeCodes, encodeFrame, type Frame, FrameReader, opcodes } from "./socket-frames.ts";
import { handshakeRequest, readHandshake } from "./socket-handshake.ts";

export interface SocketParts {
  id: number;
  port: number;
  engine: PreviewEngine;
  cookie: string;
  random(count: number): Uint8Array;
  post(message: FromSocket): void;
  /** A `Set-Cookie` line of the handshake's answer. */
  setCookie(line: string): void;
  done(): void;
}

const encoder = new TextEncoder();

/** One WebSocket of a preview's page: a loopback connection on which the kernel speaks a client's half of the protocol. */
export class PreviewSocket {
  readonly #parts: SocketParts;
  readonly #frames = new FrameReader(limits.socketMessageBytes);
  readonly #pieces: Frame[] = [];
  #end: StreamDescription | null = null;
  #head: Uint8Array<ArrayBuffer> | null = new Uint8Array(0);
  #untaken = 0;
  #closeSent = false;
  #stopReading: () => void = () => {};

  constructor(parts: SocketParts) {
    this.#parts = parts;
  }

  /** Connects and asks for the upgrade. */
  open(url: string, protocols: readonly string[]): void {
    const { engine, port, cookie, random } = this.#parts;
    try {
      this.#end = engine.kernel.network.connectAnywhere(port);
      this.#end.references++;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.#finish(closeCodes.abnormal, "");
      return;
    }
    const key = btoa(String.fromCharCode(...random(16)));
    this.#write(encoder.encode(handshakeRequest({ url, protocols, port, cookie, key })));
    this.#read();
  }

  receive(message: Exclude<ToSocket, { type: "socket-open" }>): void {
    switch (message.type) {
      case "socket-send": {
        const isText = typeof message.data === "string";
        const payload = typeof message.data === "string" ? encoder.encode(message.data) : message.data;
        this.#send(isText ? opcodes.text : opcodes.binary, payload, () =>
          this.#parts.post({ type: "socket-taken", id: this.#parts.id, bytes: payload.length }),
        );
        return;
      }
      case "socket-received":
        this.#untaken = Math.max(0, this.#untaken - message.bytes);
        this.#read();
        return;
      case "socket-close":
        if (this.#head) this.#finish(closeCodes.abnormal, "");
        else this.#sendClose(message.code, message.reason);
    }
  }

  /** The page is gone: nobody waits for the closing handshake. */
  drop(): void {
    this.#stopReading();
    if (this.#end) this.#parts.engine.kernel.processes.drop(this.#end);
    this.#end = null;
    this.#parts.done();
  }

  #read(): void {
    this.#stopReading();
    while (this.#end && this.#untaken < limits.responseWindowBytes) {
      const data = this.#end.incoming.pull(limits.responseWindowBytes);
      if (!data) {
        this.#stopReading = this.#end.incoming.whenReadable(() => this.#read());
        return;
      }
      if (data.length === 0) this.#finish(closeCodes.abnormal, "");
      else if (this.#head) this.#handshake(this.#head, data);
      else this.#receiveFrames(data);
    }
  }

  #handshake(held: Uint8Array, data: Uint8Array): void {
    const all = new Uint8Array(held.length + data.length);
    all.set(held);
    all.set(data, held.length);
    const answer = readHandshake(all);
    if (answer === null && all.length <= limits.responseHeadBytes) {
      this.#head = all;
      return;
    }
    if (!answer || answer.type === "refused") {
      this.#finish(closeCodes.abnormal, "");
      return;
    }
    this.#head = null;
    for (const line of answer.cookies) this.#parts.setCookie(line);
    this.#parts.post({ type: "socket-opened", id: this.#parts.id, protocol: answer.protocol });
    if (answer.rest.length > 0) this.#receiveFrames(answer.rest);
  }

  #receiveFrames(data: Uint8Array): void {
    const frames = this.#frames.push(data);
    if (typeof frames === "number") {
      this.#fail(frames);
      return;
    }
    for (const frame of frames) {
      if (!this.#end) return;
      this.#receiveFrame(frame);
    }
  }

  #receiveFrame(frame: Frame): void {
    switch (frame.opcode) {
      case opcodes.ping:
        this.#send(opcodes.pong, frame.payload);
        return;
      case opcodes.pong:
        return;
      case opcodes.close:
        this.#receiveClose(frame.payload);
        return;
      default:
        this.#receivePiece(frame);
    }
  }

  #receivePiece(frame: Frame): void {
    const isFirst = this.#pieces.length === 0;
    if (isFirst === (frame.opcode === opcodes.continuation)) {
      this.#fail(closeCodes.protocolError);
      return;
    }
    this.#pieces.push(frame);
    const length = this.#pieces.reduce((sum, { payload }) => sum + payload.length, 0);
    if (length > limits.socketMessageBytes) this.#fail(closeCodes.tooLarge);
    else if (frame.final) this.#deliver(this.#pieces.splice(0), length);
  }

  #deliver(pieces: readonly Frame[], length: number): void {
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const { payload } of pieces) {
      bytes.set(payload, at);
      at += payload.length;
    }
    const isText = pieces[0]?.opcode === opcodes.text;
    this.#untaken += length;
    const data = isText ? new TextDecoder().decode(bytes) : bytes;
    this.#parts.post({ type: "socket-message", id: this.#parts.id, data, bytes: length });
  }

  #receiveClose(payload: Uint8Array): void {
    const hasCode = payload.length >= 2;
    const code = hasCode ? ((payload[0] ?? 0) << 8) | (payload[1] ?? 0) : closeCodes.noStatus;
    const reason = new TextDecoder().decode(payload.subarray(2));
    if (!this.#closeSent) this.#sendClose(hasCode ? code : undefined, "");
    this.#finish(code, reason, true);
  }

  #sendClose(code: number | undefined, reason: string): void {
    this.#closeSent = true;
    const text = encoder.encode(reason);
    const payload = new Uint8Array(code === undefined ? 0 : 2 + text.length);
    if (code !== undefined) {
      new DataView(payload.buffer).setUint16(0, code);
      payload.set(text, 2);
    }
    this.#send(opcodes.close, payload);
  }

  #fail(code: number): void {
    if (!this.#closeSent) this.#sendClose(code, "");
    this.#finish(closeCodes.abnormal, "");
  }

  #finish(code: number, reason: string, clean = false): void {
    this.#parts.post({ type: "socket-closed", id: this.#parts.id, code, reason, clean });
    this.drop();
  }

  #send(opcode: number, payload: Uint8Array, done: () => void = () => {}): void {
    this.#write(encodeFrame(opcode, payload, this.#parts.random(4)), done);
  }

  #write(bytes: Uint8Array, done: () => void = () => {}): void {
    if (this.#end) this.#parts.engine.kernel.writes.write(this.#end, bytes, done);
  }
}
