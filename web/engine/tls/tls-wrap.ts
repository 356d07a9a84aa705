/** `internalBinding('tls_wrap')`: a stream that encrypts what it writes to another and decrypts what it reads from it. */

import { joinBytes } from "../bindings/join-bytes.ts";
import { type RawStream, StreamWrites } from "../bindings/raw-stream.ts";
import { StreamBase } from "../bindings/stream-base.ts";
import { streamState } from "../bindings/stream-state.ts";
import { bytesOf } from "../bindings/text-encodings.ts";
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { utf8Bytes } from "../crypto/bytes.ts";
import { toBuffer } from "../crypto/context.ts";
import { clientHandshake } from "./client.ts";
import { Connection, type ConnectionEvents, type HelloInfo } from "./connection.ts";
import { sslError } from "./failure.ts";
import { versionName, versions } from "./parameters.ts";
import { createPeerViews } from "./peer-views.ts";
import { type ContextParts, partsOf } from "./secure-context.ts";
import { serverHandshake } from "./server.ts";
import { bareSession, readSession, type Session, writeSession } from "./session.ts";
import { signatureName } from "./signature-names.ts";

const leastFragmentBytes = 512;
const mostFragmentBytes = 16_384;

type Listener = "onhandshakestart" | "onhandshakedone" | "onerror" | "onclienthello" | "oncertcb" | "onnewsession";

export function createTlsWrapBinding(runtime: EngineRuntime): Binding {
  const { loop, uv } = runtime;
  const crypto = { runtime, constants: {} };
  const views = createPeerViews(crypto);

  class TLSWrap extends StreamBase {
    readonly #parent: RawStream;
    readonly #connection: Connection;
    readonly #writes: StreamWrites;
    #parts: ContextParts;
    #ended = false;
    #destroyed = false;
    #begun = false;
    #sessionCallbacks = false;
    #certificateCallback = false;
    #awaitsNewSession = false;

    constructor(parent: RawStream, parts: ContextParts, isServer: boolean) {
      super(runtime, "TLSWRAP");
      this.#parent = parent;
      this.#parts = parts;
      this.#connection = new Connection(parts.context, isServer, this.#events());
      this.#writes = new StreamWrites(runtime, parent, this);
      parent.tap = (bytes, status) => this.#take(bytes, status);
    }

    // The stream.

    get fd(): number {
      return this.#parent.fd;
    }
    readStart(): number {
      return this.#ended || this.#destroyed ? 0 : this.#parent.readStart();
    }
    readStop(): number {
      return this.#parent.readStop();
    }
    shutdown(request: object): number {
      this.#connection.end();
      this.#writes.whenEmpty(() => {
        const status = this.#destroyed ? uv.numberOf("ECANCELED") : this.#parent.shutdown(request);
        if (status !== 0) loop.callback(request, "oncomplete", [status]);
      });
      return 0;
    }
    /** Bytes that were read before this wrap took over. */
    receive(data: ArrayBufferView): void {
      this.#take(bytesOf(data).slice().buffer as ArrayBuffer, data.byteLength);
    }
    get writeQueueSize(): number {
      return this.#writes.waitingBytes;
    }
    writesIssuedByPrevListenerDone(): void {}
    destroySSL(): void {
      if (this.#destroyed) return;
      this.#destroyed = true;
      this.#parent.tap = null;
      this.#writes.cancel();
    }

    // The handshake.

    start(): void {
      this.#begin();
    }
    setVerifyMode(requestsCertificate: boolean, rejects: boolean): void {
      this.#connection.requestsCertificate = requestsCertificate;
      this.#connection.requiresCertificate = requestsCertificate && rejects;
    }
    setServername(name: string): void {
      this.#connection.serverName = name;
    }
    getServername(): string | false {
      return this.#connection.serverName || false;
    }
    setSession(data: ArrayBufferView): void {
      this.#connection.offeredSession = readSession(bytesOf(data)) ?? null;
    }
    enableSessionCallbacks(): void {
      this.#sessionCallbacks = true;
    }
    loadSession(data: ArrayBufferView | null | undefined): void {
      if (data) this.#connection.offeredSession = readSession(bytesOf(data)) ?? null;
    }
    endParser(): void {
      this.#connection.resume();
    }
    newSessionDone(): void {
      this.#awaitsNewSession = false;
      this.#writes.uncork();
    }
    enableCertCb(): void {
      this.#certificateCallback = true;
    }
    certCbDone(): void {
      const chosen: unknown = Reflect.get(this, "sni_context");
      if (typeof chosen === "object" && chosen !== null) {
        const parts = partsOf(chosen);
        if (!parts) {
          this.#call("onerror", new TypeError("Invalid SNI context"));
          return;
        }
        this.#use(parts);
      }
      this.#connection.resume();
    }
    setKeyCert(context: unknown): void {
      const parts = partsOf(context);
      if (!parts) throw new TypeError("Must give a SecureContext as first argument");
      const { credentials } = parts.context;
      this.#connection.context = { ...this.#connection.context, credentials };
    }
    setALPNProtocols(data: ArrayBufferView): void {
      this.#connection.offeredProtocols = bytesOf(data).slice();
    }
    enableALPNCb(): void {
      this.#connection.events.chooseProtocol = (offered) => {
        const chosen = this.#call("ALPNCallback", toBuffer(crypto, offered));
        return typeof chosen === "number" ? chosen : undefined;
      };
    }
    getALPNNegotiatedProtocol(): string | false {
      return this.#connection.protocol ?? false;
    }
    requestOCSP(): void {
      this.#connection.wantsStaple = true;
    }
    setOCSPResponse(data: ArrayBufferView): void {
      this.#connection.staple = bytesOf(data).slice();
    }
    enableKeylogCallback(): void {
      this.#connection.events.keyLog = (line) => void this.#call("onkeylog", toBuffer(crypto, utf8Bytes(line)));
    }
    enableTrace(): void {
      throw new Error(
        "Tracing TLS is not supported in the Glasshouse engine: listen to the keylog event, or log in your program.",
      );
    }
    setMaxSendFragment(size: number): number {
      if (size < leastFragmentBytes || size > mostFragmentBytes) return 0;
      this.#connection.records.maxFragmentBytes = size;
      return 1;
    }
    renegotiate(): void {
      const connection = this.#connection;
      if (connection.version >= versions.tls13) throw sslError(266, "wrong ssl version", "");
      connection.renegotiate(clientHandshake(connection));
    }

    // What was agreed.

    isSessionReused(): boolean {
      return this.#connection.resumed;
    }
    getProtocol(): string {
      return versionName(this.#connection.version);
    }
    getCipher(): object | undefined {
      const { suite } = this.#connection;
      return suite ? { name: suite.name, standardName: suite.standardName, version: suite.since } : undefined;
    }
    getEphemeralKeyInfo(): object | null {
      if (this.#connection.isServer) return null;
      return this.#connection.ephemeral ?? {};
    }
    getSharedSigalgs(): string[] {
      return this.#connection.sharedSchemes.map(signatureName);
    }
    getFinished(): Uint8Array | undefined {
      const { ownFinished } = this.#connection;
      return ownFinished ? toBuffer(crypto, ownFinished) : undefined;
    }
    getPeerFinished(): Uint8Array | undefined {
      const { peerFinished } = this.#connection;
      return peerFinished ? toBuffer(crypto, peerFinished) : undefined;
    }
    getSession(): Uint8Array | undefined {
      const session = this.#connection.session ?? this.#connection.offeredSession ?? bareSession(this.#connection);
      return session ? toBuffer(crypto, writeSession(session)) : undefined;
    }
    getTLSTicket(): Uint8Array | undefined {
      const ticket = this.#connection.session?.ticket;
      return ticket && ticket.length > 0 ? toBuffer(crypto, ticket) : undefined;
    }
    exportKeyingMaterial(length: number, label: string, context?: ArrayBufferView): Uint8Array | undefined {
      const bytes = this.#connection.exportKeys?.(length, label, context ? bytesOf(context) : undefined);
      return bytes && toBuffer(crypto, bytes);
    }
    verifyError(): Error | null {
      return views.verifyError(this.#connection, this.#parts.trust);
    }
    getPeerCertificate(detailed?: boolean): object | undefined {
      return views.legacyPeer(this.#connection, this.#parts.trust, detailed === true);
    }
    getCertificate(): object | undefined {
      return views.legacyOwn(this.#connection);
    }
    getPeerX509Certificate(): object | undefined {
      return views.peer(this.#connection, this.#parts.trust);
    }
    getX509Certificate(): object | undefined {
      return views.own(this.#connection);
    }

    #use(parts: ContextParts): void {
      this.#parts = parts;
      const { minVersion, maxVersion } = this.#connection.context;
      // The versions were agreed before the name was looked at.
      this.#connection.context = { ...parts.context, minVersion, maxVersion };
    }
    #begin(): void {
      if (this.#begun) return;
      this.#begun = true;
      const connection = this.#connection;
      connection.begin(connection.isServer ? serverHandshake(connection) : clientHandshake(connection));
    }
    #call(name: Listener | "ALPNCallback" | "onkeylog" | "onocspresponse", ...args: unknown[]): unknown {
      return loop.callNow(this, name, args);
    }
    protected write(request: object, parts: Uint8Array[]): number {
      if (this.#destroyed) {
        Reflect.set(request, "error", "Write after DestroySSL");
        return uv.numberOf("ECANCELED");
      }
      const bytes = joinBytes(parts);
      this.bytesWritten += bytes.length;
      streamState(runtime).setWrite(bytes.length, true);
      this.#writes.add(request);
      if (bytes.length > 0) this.#connection.send(bytes);
      this.#writes.settle(this.#connection.established || bytes.length === 0);
      return 0;
    }

    /** What the stream below read: bytes, or a negative libuv number. */
    #take(buffer: ArrayBuffer | undefined, status: number): void {
      if (this.#destroyed) return;
      if (buffer) {
        if (this.#connection.isServer) this.#begin();
        this.#connection.receive(new Uint8Array(buffer));
        return;
      }
      if (this.#ended) return;
      this.#ended = true;
      this.#emit(undefined, status);
    }
    #emit(bytes: Uint8Array | undefined, status: number): void {
      if (this.#destroyed) return;
      if (bytes && this.userBuffer) {
        this.#fill(bytes);
        return;
      }
      const whole = bytes && (bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice());
      this.deliver(whole?.buffer as ArrayBuffer | undefined, status);
    }
    #fill(bytes: Uint8Array): void {
      for (let at = 0; at < bytes.length && this.userBuffer && !this.#destroyed; ) {
        at += this.deliverInto(this.userBuffer, bytes.subarray(at));
      }
    }

    #events(): ConnectionEvents {
      return {
        output: (records) => this.#writes.push(records),
        data: (bytes) => {
          this.bytesRead += bytes.length;
          this.#emit(bytes, bytes.length);
        },
        ended: () => {
          if (this.#ended) return;
          this.#ended = true;
          this.#emit(undefined, uv.numberOf("EOF"));
        },
        failed: (error) => {
          this.#call("onerror", error);
          this.#writes.fail(uv.numberOf("EPROTO"));
        },
        handshakeStarted: () => void this.#call("onhandshakestart", loop.now()),
        handshakeDone: () => void this.#call("onhandshakedone"),
        drained: () => this.#writes.settle(true),
        clientHello: (hello) => this.#onClientHello(hello),
        certificateWanted: (hello) => {
          if (!this.#certificateCallback) return false;
          const { serverName: servername, wantsStaple: OCSPRequest } = hello;
          this.#later(() => this.#call("oncertcb", { servername, OCSPRequest }));
          return true;
        },
        newSession: (session) => this.#onNewSession(session),
        stapled: (answer) => void this.#call("onocspresponse", answer && toBuffer(crypto, answer)),
        nowMs: Date.now,
      };
    }
    /** Runs when the handshake stands still: its answer may come at once. */
    #later(run: () => void): void {
      loop.enqueue(() => {
        if (!this.#destroyed) run();
      });
    }
    #onClientHello({ sessionId, hasTicket, serverName, wantsStaple }: HelloInfo): boolean {
      if (!this.#sessionCallbacks) return false;
      this.#later(() =>
        this.#call("onclienthello", {
          sessionId: toBuffer(crypto, sessionId),
          servername: serverName,
          tlsTicket: hasTicket,
          ocspRequest: wantsStaple,
        }),
      );
      return true;
    }
    #onNewSession(session: Session): void {
      if (!this.#sessionCallbacks) return;
      // A server's last flight waits until the program has stored the session.
      if (this.#connection.isServer && !this.#awaitsNewSession) {
        this.#awaitsNewSession = true;
        this.#writes.cork();
      }
      this.#call("onnewsession", toBuffer(crypto, session.sessionId), toBuffer(crypto, writeSession(session)));
    }
  }

  return {
    TLSWrap,
    HAVE_SSL_TRACE: false,
    wrap(parent: RawStream, context: unknown, isServer: boolean): TLSWrap {
      const parts = partsOf(context);
      if (!parts) throw new TypeError("Must give a SecureContext as second argument");
      return new TLSWrap(parent, parts, isServer);
    },
  };
}
