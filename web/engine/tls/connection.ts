/** One TLS connection without its transport: bytes of the network in and out, a handshake that may wait, application data. */
import { concatBytes, noBytes, toHex } from "../crypto/bytes.ts";
import type { TlsContext } from "./context.ts";
import { alerts, PeerAlert, TlsFailure } from "./failure.ts";
import { type HashName, hashBytes } from "./hashes.ts";
import { type HandshakeMessage, handshakeMessage } from "./messages.ts";
import { contentTypes, messageTypes, versions } from "./parameters.ts";
import type { Fragment, Protection } from "./protection.ts";
import { mostFragmentBytes, RecordLayer } from "./record-layer.ts";
import type { Session } from "./session.ts";
import type { Suite } from "./suites.ts";

/** What a handshake waits for: the peer's next message, or `resume()`. */
export type Need = "message" | "pause";
export type Flow<T = void> = Generator<Need, T, HandshakeMessage>;

export interface HelloInfo {
  sessionId: Uint8Array;
  hasTicket: boolean;
  serverName: string;
  wantsStaple: boolean;
}

/** The shell around a connection. Those that answer a boolean: true makes the handshake wait for `resume()`. */
export interface ConnectionEvents {
  output(records: Uint8Array): void;
  data(bytes: Uint8Array): void;
  /** The peer's close_notify. */
  ended(): void;
  failed(error: Error): void;
  handshakeStarted(): void;
  handshakeDone(): void;
  /** What was held until the handshake was done has been given out. */
  drained(): void;
  clientHello(hello: HelloInfo): boolean;
  certificateWanted(hello: HelloInfo): boolean;
  /** Where in the client's list the chosen protocol starts; undefined refuses all. */
  chooseProtocol?(offered: Uint8Array): number | undefined;
  newSession(session: Session): void;
  keyLog?(line: string): void;
  stapled(answer: Uint8Array | null): void;
  nowMs(): number;
}

export interface Ephemeral {
  type: string;
  name?: string;
  size: number;
}

const longestMessageBytes = 1 << 20;
const keyLogLabels = {
  clientRandom: "CLIENT_RANDOM",
  clientHandshake: "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
  serverHandshake: "SERVER_HANDSHAKE_TRAFFIC_SECRET",
  clientTraffic: "CLIENT_TRAFFIC_SECRET_0",
  serverTraffic: "SERVER_TRAFFIC_SECRET_0",
  exporter: "EXPORTER_SECRET",
} as const;

export class Connection {
  readonly isServer: boolean;
  readonly events: ConnectionEvents;
  readonly records = new RecordLayer();
  /** A server's may be replaced while it waits in `certificateWanted`. */
  context: TlsContext;

  /** Settings of the program. */
  serverName = "";
  offeredProtocols: Uint8Array = noBytes;
  requestsCertificate = false;
  requiresCertificate = false;
  wantsStaple = false;
  staple: Uint8Array | null = null;
  /** Session to resume: a client's, or what a server's store had for the client's id. */
  offeredSession: Session | null = null;

  /** What was agreed. */
  version = 0;
  suite: Suite | null = null;
  protocol: string | null = null;
  peerChain: Uint8Array[] = [];
  ownChain: Uint8Array[] = [];
  sharedSchemes: number[] = [];
  ephemeral: Ephemeral | null = null;
  resumed = false;
  session: Session | null = null;
  clientRandom: Uint8Array = noBytes;
  serverRandom: Uint8Array = noBytes;
  ownFinished: Uint8Array | null = null;
  peerFinished: Uint8Array | null = null;
  /** TLS 1.2: the last Finished of both sides, which a renegotiation repeats (RFC 5746). */
  verifyData: { client: Uint8Array; server: Uint8Array } = { client: noBytes, server: noBytes };
  /** Makes key material for programs (RFC 5705). */
  exportKeys: ((length: number, label: string, context: Uint8Array | undefined) => Uint8Array) | null = null;
  /** Takes messages after the handshake. */
  afterHandshake: (message: HandshakeMessage) => void = () => {
    throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
  };
  /** TLS 1.2: what the peer's change-cipher-spec turns on. */
  nextReading: Protection | null = null;

  established = false;
  #transcript: Uint8Array[] = [];
  #flow: Flow | null = null;
  #need: Need | null = null;
  #messages: HandshakeMessage[] = [];
  #handshakeBytes: Uint8Array = noBytes;
  #held: Uint8Array[] = [];
  #corked: Uint8Array[] | null = null;
  #failed = false;
  #sentEnd = false;

  constructor(context: TlsContext, isServer: boolean, events: ConnectionEvents) {
    this.context = context;
    this.isServer = isServer;
    this.events = events;
  }

  /** Starts the side's handshake; a client's sends its hello. */
  begin(flow: Flow): void {
    if (this.#flow || this.#failed) return;
    this.#flow = flow;
    this.#guard(() => {
      this.events.handshakeStarted();
      this.#advance(flow.next());
      this.#pump();
    });
  }

  /** Another handshake under the keys of this one; a server's takes the hello that asks for it. */
  renegotiate(flow: Flow, hello?: HandshakeMessage): void {
    this.#flow = flow;
    this.offeredSession = null;
    this.#guard(() => {
      this.events.handshakeStarted();
      if (this.#failed) return;
      this.#advance(flow.next());
      if (hello) this.#advance(flow.next(hello));
    });
  }

  /** Bytes of the network. */
  receive(bytes: Uint8Array): void {
    if (this.#failed) return;
    this.records.add(bytes);
    this.#guard(() => this.#pump());
  }

  /** Goes on after a wait. */
  resume(): void {
    if (this.#need !== "pause" || !this.#flow) return;
    const flow = this.#flow;
    this.#guard(() => {
      // What a resumed wait is given is not looked at.
      this.#advance(flow.next(handshakeMessage(messageTypes.helloRequest, noBytes)));
      this.#pump();
    });
  }

  /** Application data; kept until the handshake is done. */
  send(bytes: Uint8Array): void {
    if (this.#failed || this.#sentEnd) return;
    if (!this.established) {
      this.#held.push(bytes);
      return;
    }
    this.output(this.records.pack(contentTypes.applicationData, bytes));
  }

  /** close_notify. */
  end(): void {
    if (this.#failed || this.#sentEnd || this.#flow === null) return;
    this.#sentEnd = true;
    this.output(this.records.pack(contentTypes.alert, Uint8Array.of(1, alerts.closeNotify)));
  }

  output(bytes: Uint8Array): void {
    if (this.#corked) this.#corked.push(bytes);
    else this.events.output(bytes);
  }

  /** Ends the connection with an alert, as the handshake's own failures do. */
  fail(failure: TlsFailure | PeerAlert): void {
    if (this.#failed) return;
    this.#failed = true;
    if (failure instanceof TlsFailure && failure.alert !== null) {
      this.output(this.records.pack(contentTypes.alert, Uint8Array.of(2, failure.alert)));
    }
    this.#uncork();
    this.events.failed(failure.toError());
  }

  /** An alert that ends nothing. */
  warn(alert: number): void {
    this.output(this.records.pack(contentTypes.alert, Uint8Array.of(1, alert)));
  }

  // For the flows.

  *read(...types: number[]): Flow<HandshakeMessage> {
    const message = yield "message";
    if (!types.includes(message.type)) throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
    this.#transcript.push(message.whole);
    return message;
  }

  *pause(): Flow {
    yield "pause";
  }

  sendMessage(type: number, body: Uint8Array, recordVersion?: number): void {
    const message = handshakeMessage(type, body);
    this.#transcript.push(message.whole);
    this.output(this.records.pack(contentTypes.handshake, message.whole, recordVersion));
  }

  /** A message that no Finished covers. */
  sendAside(type: number, body: Uint8Array): void {
    this.output(this.records.pack(contentTypes.handshake, handshakeMessage(type, body).whole));
  }

  sendChangeCipherSpec(): void {
    const writing = this.records.writing;
    this.records.writing = this.version >= versions.tls13 ? null : writing;
    this.output(this.records.pack(contentTypes.changeCipherSpec, Uint8Array.of(1)));
    this.records.writing = writing;
  }

  transcript(): Uint8Array {
    return concatBytes(...this.#transcript);
  }
  transcriptHash(hash: HashName): Uint8Array {
    return hashBytes(hash, this.transcript());
  }
  /** After a retry request the first hello counts by its hash. */
  foldTranscript(hash: HashName): void {
    const [first = noBytes, ...rest] = this.#transcript;
    this.#transcript = [handshakeMessage(messageTypes.messageHash, hashBytes(hash, first)).whole, ...rest];
  }

  logSecret(label: keyof typeof keyLogLabels, secret: Uint8Array): void {
    this.events.keyLog?.(`${keyLogLabels[label]} ${toHex(this.clientRandom)} ${toHex(secret)}\n`);
  }

  #guard(run: () => void): void {
    if (this.#failed) return;
    const outermost = this.#corked === null;
    if (outermost) this.#corked = [];
    try {
      run();
    } catch (error) {
      if (!(error instanceof TlsFailure || error instanceof PeerAlert)) throw error;
      this.fail(error);
    } finally {
      if (outermost) this.#uncork();
    }
  }

  /** One flight goes out as one write. */
  #uncork(): void {
    const parts = this.#corked;
    this.#corked = null;
    if (parts && parts.length > 0) this.events.output(concatBytes(...parts));
  }

  #advance(step: IteratorResult<Need, void>): void {
    if (!step.done) {
      this.#need = step.value;
      return;
    }
    this.#need = null;
    const [own, peer] = [this.ownFinished ?? noBytes, this.peerFinished ?? noBytes];
    this.verifyData = this.isServer ? { client: peer, server: own } : { client: own, server: peer };
    this.established = true;
    this.#transcript = [];
    this.#uncork();
    this.events.handshakeDone();
    // Not before: the program may find the peer's certificate wanting and end the connection.
    for (const bytes of this.#held.splice(0)) this.send(bytes);
    this.events.drained();
  }

  #pump(): void {
    for (;;) {
      if (this.#failed || this.#need === "pause" || this.#flow === null) return;
      const message = this.#messages.shift();
      if (message) {
        if (this.#need === "message") this.#advance(this.#flow.next(message));
        else this.afterHandshake(message);
        continue;
      }
      const fragment = this.records.next();
      if (!fragment) return;
      this.#take(fragment);
    }
  }

  #take({ type, bytes }: Fragment): void {
    if (this.#handshakeBytes.length > 0 && type !== contentTypes.handshake) {
      throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
    }
    switch (type) {
      case contentTypes.handshake:
        this.#takeHandshake(bytes);
        return;
      case contentTypes.alert:
        this.#takeAlert(bytes);
        return;
      case contentTypes.changeCipherSpec:
        if (!this.nextReading) throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
        this.records.reading = this.nextReading;
        this.nextReading = null;
        return;
      case contentTypes.applicationData:
        if (!this.established || !this.records.reading) {
          throw new TlsFailure("appDataInHandshake", alerts.unexpectedMessage);
        }
        if (bytes.length > mostFragmentBytes) throw new TlsFailure("packetTooLong", alerts.recordOverflow);
        if (bytes.length > 0) this.events.data(bytes);
        return;
      default:
        throw new TlsFailure("unexpectedMessage", alerts.unexpectedMessage);
    }
  }

  #takeHandshake(bytes: Uint8Array): void {
    let waiting = concatBytes(this.#handshakeBytes, bytes);
    while (waiting.length >= 4) {
      const [type = 0, high = 0, middle = 0, low = 0] = waiting;
      const length = high * 65_536 + middle * 256 + low;
      if (length > longestMessageBytes) throw new TlsFailure("packetTooLong", alerts.illegalParameter);
      if (waiting.length < 4 + length) break;
      this.#messages.push(handshakeMessage(type, waiting.slice(4, 4 + length)));
      waiting = waiting.slice(4 + length);
    }
    this.#handshakeBytes = waiting;
  }

  #takeAlert([level = 2, code = 0]: Uint8Array): void {
    if (code === alerts.closeNotify) {
      this.events.ended();
      return;
    }
    const isWarning = level === 1 && this.version < versions.tls13;
    if (isWarning && code !== alerts.noRenegotiation) return;
    throw new PeerAlert(code);
  }
}
