/**
 * What the kernel Worker and a process Worker say to each other.
 *
 * Synchronous system calls: the process posts `{type:"call"}` and sleeps on its mailbox; the kernel writes the answer into the mailbox and notifies.
 * After an answer the kernel listens for a moment: a call that comes then is written into the mailbox and the doorbell is rung, no message is posted.
 * The kernel may answer late (a full pipe, an empty tty, waiting for a child): the process sleeps meanwhile, the kernel never does.
 * Events: everything that may arrive while a process runs its loop (input, sockets, children, signals, file changes) is posted as a message.
 */

/**
 * Int32 slots at the head of the mailbox; the bytes of a call or of its answer follow at `mailboxHeaderBytes`.
 * A call in the mailbox: `requestLength` bytes of JSON `[name, ...args]`, then `requestData` bytes beside it (-1: none), and `request` = 1.
 * The kernel takes it by setting `request` to 0; so does a process that finds `listening` 0 afterwards, and posts the call instead.
 * `posted` counts the process's messages: the kernel does not listen while one is on its way.
 */
export const mailboxSlots = {
  state: 0,
  status: 1,
  length: 2,
  more: 3,
  request: 4,
  requestLength: 5,
  requestData: 6,
  listening: 7,
  posted: 8,
  uses: 9,
} as const;
/** Behind the answer of a look: `uses` pairs (index into the versions, its value) in the head from this Int32 on; 0 pairs: ask again. */
export const mailboxUsesAt = 16;
export const maxLookUses = 48;
export const mailboxHeaderBytes = (mailboxUsesAt + 2 * maxLookUses) * Int32Array.BYTES_PER_ELEMENT;
/** Looks: calls with one path that change nothing. While the versions named beside an answer stand still, it is still the answer. */
export const lookNames = ["stat", "lstat", "moduleStat", "readFile", "readdir", "readlink", "realpath"] as const;
export type LookName = (typeof lookNames)[number];
/** Larger contents are not kept by a process. */
export const lookContentsBytes = 16_384;
/** Int32 counts of changes, shared with every process; a power of two. */
export const versionSlots = 65_536;
/** How often (about 2 ns each) either side looks for the other's next step before it sleeps. */
export const looksBeforeSleep = 10_000;
/** Data area; a longer answer arrives in parts (`more` = 1, the process posts `{type:"more"}`). */
export const mailboxDataBytes = 1_048_576;
/** Unacknowledged bytes of `data` messages on one descriptor. */
export const flowWindowBytes = 262_144;
/** Values of the status slot. */
export const answerKinds = { bytes: 1, json: 2, error: 3, both: 4 } as const;
// `both` (spawnSync): u32 little-endian length of the JSON, the JSON, then the bytes. `error`: JSON `{code, message}`.

/** `path`s are absolute or relative to the process's cwd; the kernel resolves them. Times are milliseconds since the epoch (fractions allowed). */
export interface FileStat {
  dev: number;
  ino: number;
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  rdev: number;
  size: number;
  blksize: number;
  blocks: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;
}

/** What a descriptor refers to; `tty_wrap.isTTY` and `guessHandleType` read it. */
export type DescriptorKind = "file" | "directory" | "tty" | "pipe" | "null" | "socket" | "datagram";

/** How a child gets descriptor N: its own pipe to the parent, the parent's descriptor, or nothing. */
export type ChildStdio = { type: "pipe" } | { type: "inherit"; fd: number } | { type: "ignore" };

export interface SpawnRequest {
  file: string;
  /** argv[0] included. */
  args: string[];
  cwd: string;
  env: Record<string, string>;
  stdio: ChildStdio[];
  /** Set when an IPC channel is wanted (fork): index in stdio. */
  ipcFd?: number;
  /** A session of its own: no Ctrl-C of the parent's terminal, outlives the parent's session. */
  detached?: boolean;
}

/** Synchronous calls. `data` (last column of a call message) carries bytes for `write`. Errors are `{code:"ENOENT"}`: libuv names. */
export interface SystemCalls {
  open(path: string, flags: number, mode: number): number;
  close(fd: number): null;
  /** Bytes read; empty = end. position -1 = current. On an empty pipe or tty the answer waits. */
  read(fd: number, length: number, position: number): Uint8Array;
  /** Bytes written (data travels beside). position -1 = current. On a full pipe the answer waits; EPIPE when nobody reads. */
  write(fd: number, position: number): number;
  readFile(path: string): Uint8Array;
  /** Opens, writes `data` and closes; -1 when the path is no plain file, which has to be opened to be written. */
  writeFile(path: string, flags: number, mode: number): number;
  stat(path: string): FileStat;
  lstat(path: string): FileStat;
  fstat(fd: number): FileStat;
  /** 0 file, 1 directory, -2 absent: the module loader's quick question. */
  moduleStat(path: string): number;
  access(path: string, mode: number): null;
  readdir(path: string): { name: string; type: 1 | 2 | 3 }[];
  mkdir(path: string, mode: number, recursive: boolean): string | null;
  rmdir(path: string): null;
  unlink(path: string): null;
  rm(path: string, recursive: boolean, force: boolean): null;
  rename(from: string, to: string): null;
  link(from: string, to: string): null;
  symlink(target: string, path: string): null;
  readlink(path: string): string;
  realpath(path: string): string;
  copyFile(from: string, to: string, mode: number): null;
  chmod(path: string, mode: number): null;
  fchmod(fd: number, mode: number): null;
  ftruncate(fd: number, length: number): null;
  utimes(path: string, atimeMs: number, mtimeMs: number, follow: boolean): null;
  futimes(fd: number, atimeMs: number, mtimeMs: number): null;
  mkdtemp(prefix: string): string;
  statfs(path: string): number[];
  chdir(path: string): string;
  umask(mask: number | null): number;
  descriptorKind(fd: number): DescriptorKind | null;
  /** Starts a child; its pid and, for each `pipe` stdio, the parent's descriptor. `exit` events follow. */
  spawn(request: SpawnRequest): { pid: number; fds: (number | null)[] };
  /** Runs a child to its end. `data` carries stdin's bytes; the answer is of kind `both`: what piped descriptors wrote follows, in descriptor order. */
  spawnSync(
    request: SpawnRequest & { inputLength: number; timeoutMs: number; maxBuffer: number; killSignal: string },
  ): {
    pid: number;
    code: number | null;
    signal: string | null;
    outputLengths: (number | null)[];
    error: string | null;
  };
  kill(pid: number, signal: number): null;
  /** The niceness of a process (0: the caller), after it was set to `next` where that is a number. */
  priority(pid: number, next: number | null): number;
  /** Another program becomes this process: its standard streams stay, the rest of what it has closes. No answer but a failure. */
  execve(path: string, args: string[], env: Record<string, string>): null;
  pipe(): [number, number];
  ttySize(fd: number): { columns: number; rows: number };
  ttyRaw(fd: number, raw: boolean): null;
  /**
   * Listening, connected and accepted sockets are descriptors of kind "socket". Port 0 picks one. Hosts are IP addresses of this
   * machine. Connections come as events.
   */
  listen(port: number, host: string, flags?: number, backlog?: number): { fd: number; port: number };
  /** Connections on an inherited listening descriptor come here too. */
  accept(fd: number): null;
  connect(port: number, host: string, localPort?: number, localHost?: string): { fd: number; localPort: number };
  /** The same over a path in the file tree (net.listen("/tmp/x.sock")), or over a name that begins with a zero byte. */
  listenPath(path: string, backlog?: number): { fd: number };
  connectPath(path: string): { fd: number };
  /** Ends the write side of a pipe or socket. */
  shutdown(fd: number): null;
  /** Closes a connection so that the other side reads ECONNRESET. */
  reset(fd: number): null;
  /** Where a socket is, or (`isPeer`) whom it is connected to. */
  socketName(fd: number, isPeer: boolean): { address: string; port: number };
  /** A UDP socket; what arrives comes as events after `read-start`. */
  datagramBind(host: string, port: number, flags: number): { fd: number; port: number };
  datagramConnect(fd: number, host: string, port: number): null;
  datagramDisconnect(fd: number): null;
  /** `data` is one datagram; an empty host sends to where the socket is connected. */
  datagramSend(fd: number, host: string, port: number): number;
  /** Sets an option unless `value` is -1; its value now. */
  datagramOption(fd: number, name: string, value: number): number;
  /** Joins or leaves a multicast group, for one source or (empty) all. */
  datagramMember(fd: number, group: string, source: string, joins: boolean): null;
  watch(path: string, recursive: boolean): number;
  unwatch(watchId: number): null;
  /** Sleeps; the kernel answers after the time. */
  sleep(ms: number): null;
  cwd(): string;
  /** Number of a worker thread that `thread-start` may start. */
  threadNew(): number;
  /** The first message behind `after` of a port, whose `port-message` this thread may not have heard: empty = none, else kind `both`. */
  portTake(port: number, after: number): Uint8Array;
  /** An environment that several threads share: names and values in turn. */
  environmentNew(entries: string[]): number;
  environmentGet(id: number, name: string): string | null;
  environmentSet(id: number, name: string, value: string | null): null;
  environmentKeys(id: number): string[];
  locks(): { held: LockInfo[]; pending: LockInfo[] };
}
export type SystemCallName = keyof SystemCalls;

/** Flags of `listen` and `datagramBind`. */
export const socketFlags = { onlyIpv6: 1, sharesAddress: 2, sharesPort: 4 } as const;
/** What a datagram counts in `read-ack` beside its bytes, so that empty ones are counted too. */
export const datagramCostBytes = 64;
export type DatagramOptionName =
  | "ttl"
  | "multicastTtl"
  | "multicastLoopback"
  | "broadcast"
  | "receiveBuffer"
  | "sendBuffer";

/** What a process or a thread shares with the kernel. */
export interface SharedMemory {
  mailbox: SharedArrayBuffer;
  /** One Int32 that all processes count up and notify when they have written a call or posted a message. */
  doorbell: SharedArrayBuffer;
  /** `versionSlots` counts. */
  versions: SharedArrayBuffer;
}

export type LockMode = "exclusive" | "shared";
export type LockState = "waiting" | "granted" | "unavailable" | "stolen";
export interface LockInfo {
  name: string;
  mode: LockMode;
  clientId: string;
}

/** A message between threads. */
export interface PortMessage {
  bytes: Uint8Array;
  /** Numbers of the ports that move with it. */
  ports: number[];
  /** What only the platform can share: SharedArrayBuffer, WebAssembly.Module and shared Memory. */
  attachments: unknown[];
  /** One a piece; a thread that has seen an attachment knows it by this number. */
  attachmentIds: number[];
}

/** What makes a process's Worker one of its threads. */
export interface ThreadStart {
  id: number;
  name: string;
  /** The thread's end of its channel to its parent. */
  port: number;
  execArgv: string[];
  /** The words from which Node's options are read: of NODE_OPTIONS and of `execArgv`. */
  optionWords: string[];
  resourceLimits: number[];
  /** An environment of `environmentNew`; null = its own, `ProcessStart.env`. */
  sharedEnvironment: number | null;
  isInternal: boolean;
  /** Files that it opens by number close with it. */
  closesFiles: boolean;
  /** When the process began. */
  epochMs: number;
  /** Three numbers of the thread's event loop that its parent may read. */
  stats: SharedArrayBuffer;
}

export interface ProcessStart extends SharedMemory {
  pid: number;
  ppid: number;
  /** argv[0] is the executable, e.g. "/usr/bin/node". */
  args: string[];
  /** Node's own file, or the copy of it that was started. */
  execPath: string;
  env: Record<string, string>;
  /** Kinds of descriptors 0, 1, 2 at start. */
  stdio: [DescriptorKind, DescriptorKind, DescriptorKind];
  ipcFd: number | null;
  /** Answers to what Node's loader asks first. */
  looks: AnsweredLook[];
  thread?: ThreadStart;
}

/** `uses` are pairs of a count's place and its value: the answer holds while the counts stand there (see versions.ts). */
export interface AnsweredLook {
  name: LookName;
  path: string;
  uses: number[];
  /** With `failed` the code of the error. */
  value: unknown;
  failed: boolean;
}

/** A descriptor that another process gave to this one. */
export interface ReceivedDescriptor {
  fd: number;
  kind: DescriptorKind;
}

export type KernelToProcess =
  /** To a warm spare: become this process. */
  | { type: "start"; start: ProcessStart }
  /** Bytes on a descriptor on which `readStart` was posted; null = end, code = a libuv error name. `passed` came with them. */
  | { type: "data"; fd: number; data: Uint8Array | null; error?: string; passed?: ReceivedDescriptor }
  /** Behind the last event of a socket or pipe that this thread has closed: its number may be another's from here on. */
  | { type: "closed"; fd: number }
  /** A socket accepted by a listening descriptor. */
  | { type: "connection"; listener: number; fd: number; remotePort: number }
  /** One datagram on a UDP socket on which `read-start` was posted, or a failure. */
  | { type: "datagram"; fd: number; data: Uint8Array; address: string; port: number; error?: string }
  | { type: "child-exit"; pid: number; code: number | null; signal: string | null }
  | { type: "signal"; signal: string; number: number }
  | { type: "resize"; columns: number; rows: number }
  | { type: "watch"; watchId: number; event: "rename" | "change"; name: string }
  /** Message number `seq` of a port; null = its channel closed. */
  | { type: "port-message"; port: number; seq: number; message: PortMessage | null }
  | { type: "thread-exit"; id: number; code: number; failure?: string }
  | { type: "lock"; request: number; state: LockState }
  /** An asynchronous write (`write-async`) finished. */
  | { type: "written"; request: number; error?: string };

export type ProcessToKernel =
  /** The Worker has bootstrapped Node's library and waits for `start`. */
  | { type: "ready" }
  | { type: "call"; name: SystemCallName; args: unknown[]; data?: Uint8Array }
  | { type: "more" }
  /** Flowing reads on a pipe, tty or socket, with back-pressure by stop. */
  | { type: "read-start"; fd: number }
  | { type: "read-stop"; fd: number }
  /** That many bytes of `data` messages on `fd` were consumed: the kernel keeps at most `flowWindowBytes` unacknowledged and then waits. */
  | { type: "read-ack"; fd: number; bytes: number }
  /** A handler for this signal is (no longer) installed: without one the kernel applies the default action itself. */
  | { type: "signal-watch"; number: number; on: boolean }
  /** Makes thread `id` of `threadNew` run in a Worker of its own, which then speaks as this one does. */
  | { type: "thread-start"; id: number; env: Record<string, string>; thread: ThreadStart }
  | { type: "thread-stop"; id: number }
  /** Two ports of this thread become known to the kernel; the second is `away` when a thread will be started with it. */
  | { type: "port-pair"; first: number; second: number; away: boolean }
  | { type: "port-join"; port: number; name: string }
  | { type: "port-send"; port: number; message: PortMessage }
  /** The program has taken the port's messages up to `seq`. */
  | { type: "port-ack"; port: number; seq: number }
  | { type: "port-close"; port: number }
  | {
      type: "lock-request";
      request: number;
      name: string;
      clientId: string;
      mode: LockMode;
      how: "wait" | "steal" | "if-available";
    }
  | { type: "lock-release"; request: number }
  /** From now on this thread's end closes the descriptor. */
  | { type: "adopt"; fd: number }
  /** `pass`: a socket's descriptor that the reader of the pipe `fd` gets with the bytes. */
  | { type: "write-async"; fd: number; request: number; data: Uint8Array; pass?: number }
  | { type: "exit"; code: number };
