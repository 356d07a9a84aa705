/** What the edge needs from its host. Both hosts hand these in; nothing else in the edge touches the outside. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `action` once after `delayMs`; the returned function cancels. */
  after(delayMs: number, action: () => void): () => void;
}

export interface Random {
  /** `count` unpredictable bytes. */
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Record<string, unknown>;

/** The accounts database: D1 or SQLite. Placeholders are `?`. */
export interface Db {
  one(sql: string, ...values: SqlValue[]): Promise<SqlRow | undefined>;
  all(sql: string, ...values: SqlValue[]): Promise<SqlRow[]>;
  /** The number of rows changed. */
  run(sql: string, ...values: SqlValue[]): Promise<number>;
}

/** Keys of other services: written and used, never shown. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
  /** Undefined removes it. */
  put(name: string, value: string | undefined): Promise<void>;
}

/** Bytes kept under a key. */
export interface Blobs {
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Removes every key that starts with `prefix`, which ends with a slash. */
  deleteAll(prefix: string): Promise<void>;
}

export interface Asset {
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;
  contentType: string;
  etag: string;
  /** The encoding of `body`, when a precompressed form was chosen. */
  encoding?: "br" | "gzip";
}

/** The files of `dist/`. */
export interface Assets {
  /** The file at `path` ("web/index.html"); `accept` is the request's Accept-Encoding. */
  get(path: string, accept: string): Promise<Asset | undefined>;
}

export type Log = (event: string, details: Record<string, string | number | boolean | undefined>) => void;
