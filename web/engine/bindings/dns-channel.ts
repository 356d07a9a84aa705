import type { Runtime } from "../boot/runtime.ts";
import { CallFailure } from "../boot/uv-errors.ts";
import { parseIp } from "../kernel/ip-address.ts";
import { type DnsAnswer, decodeAnswer, encodeQuestion, type RecordType } from "./dns-message.ts";

export interface DnsServer {
  address: string;
  port: number;
}
/** An answer without a failure, or c-ares's name of what went wrong. */
export type DnsOutcome = { answer: DnsAnswer } | { code: string };

interface Query {
  name: string;
  type: RecordType;
  done(outcome: DnsOutcome): void;
  attempt: number;
  fd: number;
  timer: number | undefined;
}

/** c-ares's own, when the program gives none. */
const defaultTimeoutMs = 2000;
const responseCodes = ["", "EFORMERR", "ESERVFAIL", "ENOTFOUND", "ENOTIMP", "EREFUSED"];

/** Asks DNS servers by UDP: those of this machine, as there is no other network. One socket an attempt. */
export class DnsChannel {
  servers: DnsServer[] = [{ address: "127.0.0.1", port: 53 }];
  readonly #runtime: Runtime;
  readonly #timeoutMs: number;
  readonly #tries: number;
  readonly #maxTimeoutMs: number;
  readonly #queries = new Set<Query>();

  constructor(runtime: Runtime, timeoutMs: number, tries: number, maxTimeoutMs: number) {
    this.#runtime = runtime;
    this.#timeoutMs = timeoutMs > 0 ? timeoutMs : defaultTimeoutMs;
    this.#tries = tries;
    this.#maxTimeoutMs = maxTimeoutMs;
  }

  get isBusy(): boolean {
    return this.#queries.size > 0;
  }

  ask(name: string, type: RecordType, done: (outcome: DnsOutcome) => void): void {
    const query: Query = { name, type, done, attempt: 0, fd: -1, timer: undefined };
    this.#queries.add(query);
    this.#runtime.loop.hold();
    this.#try(query);
  }

  cancel(): void {
    for (const query of [...this.#queries]) this.#finish(query, { code: "ECANCELLED" });
  }

  #try(query: Query): void {
    const { system, host, loop } = this.#runtime;
    const server = this.servers[query.attempt % this.servers.length];
    if (!server) {
      this.#finish(query, { code: "ENOTFOUND" });
      return;
    }
    const id = host.crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
    const question = encodeQuestion(id, query.name, query.type);
    if (!question) {
      this.#finish(query, { code: "EBADNAME" });
      return;
    }
    try {
      const local = parseIp(server.address)?.family === 6 ? "::" : "0.0.0.0";
      query.fd = system.call("datagramBind", [local, 0, 0]).fd;
      const { fd } = query;
      system.on("datagram", fd, ({ data, error }) => loop.enqueue(() => this.#hear(query, fd, id, data, error)));
      system.call("datagramConnect", [fd, server.address, server.port]);
      system.call("datagramSend", [fd, "", 0], question);
      system.post({ type: "read-start", fd });
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      this.#next(query, "ECONNREFUSED");
      return;
    }
    query.timer = host.setTimeout(() => loop.enqueue(() => this.#next(query, "ETIMEOUT")), this.#waitMs(query.attempt));
  }

  /** As c-ares: doubled after each round through the servers, up to the limit. */
  #waitMs(attempt: number): number {
    const waitMs = this.#timeoutMs * 2 ** Math.floor(attempt / this.servers.length);
    return this.#maxTimeoutMs > 0 ? Math.min(waitMs, this.#maxTimeoutMs) : waitMs;
  }

  #hear(query: Query, fd: number, id: number, data: Uint8Array, error: string | undefined): void {
    if (query.fd !== fd) return;
    if (error !== undefined) {
      this.#next(query, "ECONNREFUSED");
      return;
    }
    const answer = decodeAnswer(data);
    if (!answer) this.#finish(query, { code: "EBADRESP" });
    else if (answer.id !== id)
      return; // somebody else's answer
    else if (answer.responseCode !== 0)
      this.#finish(query, { code: responseCodes[answer.responseCode] ?? "ESERVFAIL" });
    else this.#finish(query, { answer });
  }

  #next(query: Query, code: string): void {
    if (!this.#queries.has(query)) return;
    this.#release(query);
    query.attempt++;
    if (query.attempt < this.#tries * this.servers.length) this.#try(query);
    else this.#finish(query, { code });
  }

  #finish(query: Query, outcome: DnsOutcome): void {
    if (!this.#queries.delete(query)) return;
    this.#release(query);
    const { loop } = this.#runtime;
    loop.enqueue(() => query.done(outcome));
    loop.release();
  }

  #release(query: Query): void {
    const { system, host } = this.#runtime;
    if (query.timer !== undefined) host.clearTimeout(query.timer);
    query.timer = undefined;
    if (query.fd < 0) return;
    system.off("datagram", query.fd);
    system.call("close", [query.fd]);
    query.fd = -1;
  }
}
