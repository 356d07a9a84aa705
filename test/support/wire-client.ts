/** A client of a whole edge, over HTTP and sockets, that runs in Node and in workerd alike. */
import * as v from "valibot";
import * as Y from "yjs";
import { type AssistantServerFrame, assistantServerSchema } from "../../shared/protocol/assistant.ts";
import { ChunkCollector, encodeWithChunks } from "../../shared/protocol/chunk.ts";
import { type ServerControl, serverControlSchema } from "../../shared/protocol/control.ts";
import { decodeSyncFrame, encodeSyncFrame, type SyncFrame } from "../../shared/protocol/sync-frame.ts";
import { filesOf } from "../../shared/workspace/row.ts";

/** One edge under test. */
export interface EdgeHost {
  ideOrigin: string;
  sandboxOrigin: string;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Opens a socket, or gives the status of the refusal. */
  connect(url: string, headers: Record<string, string>): Promise<WireSocket | { status: number }>;
  /** Ends the running edge, as a crash would, and starts it again over the same data. */
  restart(): Promise<void>;
}

export interface WireSocket {
  send(data: string | Uint8Array): void;
  close(): void;
  onMessage: (data: string | Uint8Array) => void;
  /** Resolves when the socket is closed by either side. */
  closed: Promise<{ code: number; reason: string }>;
}

const waitMs = 15_000;

/** A browser profile: a cookie, and the IDE's own Origin on what changes state. */
export class Visitor {
  readonly host: EdgeHost;
  cookie = "";
  userId = "";

  constructor(host: EdgeHost) {
    this.host = host;
  }

  static async guest(host: EdgeHost): Promise<Visitor> {
    const visitor = new Visitor(host);
    const response = await visitor.request("POST", "/api/guest");
    visitor.cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    visitor.userId = v.parse(v.object({ user: v.object({ id: v.string() }) }), await response.json()).user.id;
    return visitor;
  }

  /** The headers of a same-origin request of the IDE's page. */
  headers(): Record<string, string> {
    return { Origin: this.host.ideOrigin, ...(this.cookie === "" ? {} : { Cookie: this.cookie }) };
  }

  request(method: string, path: string, body?: object | Uint8Array<ArrayBuffer>): Promise<Response> {
    const content = body instanceof Uint8Array ? { body } : body ? { body: JSON.stringify(body) } : {};
    return this.host.fetch(`${this.host.ideOrigin}${path}`, { method, headers: this.headers(), ...content });
  }

  async json<Schema extends v.GenericSchema>(
    method: string,
    path: string,
    schema: Schema,
    body?: object,
  ): Promise<v.InferOutput<Schema>> {
    const response = await this.request(method, path, body);
    const value: unknown = await response.json();
    const parsed = v.safeParse(schema, value);
    if (!parsed.success) throw new Error(`${method} ${path} answered ${response.status} ${JSON.stringify(value)}`);
    return parsed.output;
  }

  async createWorkspace(name = "Test"): Promise<string> {
    const schema = v.object({ workspace: v.object({ id: v.string() }) });
    return (await this.json("POST", "/api/workspaces", schema, { name })).workspace.id;
  }

  async createLink(workspace: string, role: "view" | "edit"): Promise<{ id: string; token: string }> {
    const schema = v.object({ link: v.object({ id: v.string(), token: v.string() }) });
    return (await this.json("POST", `/api/workspaces/${workspace}/links`, schema, { role })).link;
  }

  redeem(token: string): Promise<Response> {
    return this.request("POST", "/api/links/redeem", { token });
  }

  /** The assistant's socket. */
  async assistant(): Promise<WireAssistant> {
    const socket = await this.host.connect(`${this.host.ideOrigin.replace("http", "ws")}/assistant`, this.headers());
    if ("status" in socket) throw new Error(`the assistant socket was refused with ${socket.status}`);
    return new WireAssistant(socket).greet();
  }

  /** The workspace's live document. */
  async open(workspace: string, headers: Record<string, string> = this.headers()): Promise<WirePeer> {
    const socket = await this.host.connect(`${this.host.ideOrigin.replace("http", "ws")}/sync/${workspace}`, headers);
    if ("status" in socket) throw new Error(`the sync socket was refused with ${socket.status}`);
    return new WirePeer(socket);
  }
}

/** The assistant socket of one page, greeted. */
export class WireAssistant {
  readonly socket: WireSocket;
  readonly frames: AssistantServerFrame[] = [];
  private wake = (): void => undefined;
  private asked = 0;

  constructor(socket: WireSocket) {
    this.socket = socket;
    socket.onMessage = (data) => {
      this.frames.push(v.parse(assistantServerSchema, JSON.parse(String(data))));
      this.wake();
    };
  }

  async greet(): Promise<this> {
    this.socket.send('{"type":"hello","protocol":1}');
    await this.until(({ type }) => type === "welcome");
    return this;
  }

  /** Asks for a completion and gives how it ended. */
  complete(asked: { workspace: string; path?: string; prefix?: string }): Promise<AssistantServerFrame> {
    const id = this.ask(asked);
    return this.until((frame) => (frame.type === "done" || frame.type === "error") && frame.id === id);
  }

  /** Asks and does not wait; gives the id. */
  ask(asked: { workspace: string; path?: string; prefix?: string }): string {
    this.asked += 1;
    const id = `c${this.asked}`;
    const blank = { path: "a.ts", language: "typescript", prefix: "const a = ", suffix: "", trigger: "auto" };
    this.socket.send(JSON.stringify({ type: "complete", id, ...blank, ...asked }));
    return id;
  }

  /** The first frame that fits, waiting for it. */
  async until(fits: (frame: AssistantServerFrame) => boolean): Promise<AssistantServerFrame> {
    const deadline = Date.now() + waitMs;
    for (;;) {
      const found = this.frames.find(fits);
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`nothing more came; last: ${JSON.stringify(this.frames.at(-1))}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, 250);
      });
    }
  }
}

export class WirePeer {
  readonly socket: WireSocket;
  readonly doc = new Y.Doc();
  readonly controls: ServerControl[] = [];
  readonly frames: SyncFrame[] = [];
  closed: { code: number; reason: string } | undefined;
  private readonly chunks = new ChunkCollector(64_000_000);
  private seq = 0;
  private wake: (() => void)[] = [];

  constructor(socket: WireSocket) {
    this.socket = socket;
    socket.onMessage = (data) => this.receive(data);
    void socket.closed.then((closed) => {
      this.closed = closed;
      this.notify();
    });
  }

  /** Hello, welcome, both state vectors, synced. */
  async join(replica?: number): Promise<this> {
    this.socket.send(JSON.stringify({ type: "hello", protocol: 1, ...(replica === undefined ? {} : { replica }) }));
    await this.until(() => this.last("welcome") !== undefined || this.closed !== undefined);
    this.sendFrame({ kind: "stateVector", payload: Y.encodeStateVector(this.doc) });
    await this.until(() => this.last("synced") !== undefined || this.closed !== undefined);
    return this;
  }

  /** Changes the document and sends the change under the next seq; gives the seq. */
  edit(change: (doc: Y.Doc) => void): number {
    const before = Y.encodeStateVector(this.doc);
    this.doc.transact(() => change(this.doc));
    return this.sendUpdate(Y.encodeStateAsUpdate(this.doc, before));
  }

  sendUpdate(payload: Uint8Array, origin: SyncFrame["origin"] = "typed", author = ""): number {
    this.seq += 1;
    for (const piece of encodeWithChunks({ kind: "update", seq: this.seq, origin, author, payload }))
      this.socket.send(piece);
    return this.seq;
  }

  addFile(id: string, text: string): number {
    return this.edit((doc) => {
      const row = new Y.Map<unknown>([
        ["parent", ""],
        ["name", id],
        ["kind", "file"],
        ["mode", 0o644],
        ["text", new Y.Text(text)],
      ]);
      filesOf(doc).set(id, row);
    });
  }

  textOf(id: string): string | undefined {
    const text = filesOf(this.doc).get(id)?.get("text");
    return text instanceof Y.Text ? text.toString() : undefined;
  }

  sendFrame(frame: Partial<SyncFrame> & Pick<SyncFrame, "kind">): void {
    this.socket.send(encodeSyncFrame({ seq: 0, origin: "typed", author: "", payload: new Uint8Array(), ...frame }));
  }

  get replica(): number {
    return this.last("welcome")?.replica ?? 0;
  }

  last<Type extends ServerControl["type"]>(type: Type): Extract<ServerControl, { type: Type }> | undefined {
    const matches = (frame: ServerControl): frame is Extract<ServerControl, { type: Type }> => frame.type === type;
    return this.controls.filter(matches).at(-1);
  }

  acked(seq: number): Promise<void> {
    return this.until(() => (this.last("ack")?.upTo ?? 0) >= seq);
  }

  /** Resolves when `condition` holds after some message or the close. */
  async until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + waitMs;
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0)
        throw new Error(
          `nothing more came; closed: ${JSON.stringify(this.closed)}, last: ${JSON.stringify(this.controls.at(-1))}`,
        );
      await new Promise<void>((resolve) => {
        this.wake.push(resolve);
        setTimeout(resolve, Math.min(left, 250));
      });
    }
  }

  private receive(data: string | Uint8Array): void {
    if (typeof data === "string") this.receiveControl(v.parse(serverControlSchema, JSON.parse(data)));
    else this.receiveFrame(data);
    this.notify();
  }

  private receiveControl(frame: ServerControl): void {
    this.controls.push(frame);
    if (frame.type === "welcome") this.seq = frame.lastSeq;
    // Not before: Yjs takes another id when somebody else's structs arrive under its own.
    if (frame.type === "synced") this.doc.clientID = this.replica;
  }

  private receiveFrame(data: Uint8Array): void {
    const frame = decodeSyncFrame(data);
    if (!frame) throw new Error("the server sent a frame that cannot be decoded");
    this.frames.push(frame);
    const collected = frame.kind === "chunk" ? this.chunks.add(frame) : undefined;
    const whole = collected?.state === "complete" ? collected.frame : frame;
    if (whole.kind === "snapshot" || whole.kind === "update") Y.applyUpdate(this.doc, whole.payload, "server");
    if (frame.kind === "update" || frame.kind === "chunk") {
      this.socket.send(JSON.stringify({ type: "credit", bytes: data.length }));
    }
  }

  private notify(): void {
    const waking = this.wake;
    this.wake = [];
    for (const resolve of waking) resolve();
  }
}
