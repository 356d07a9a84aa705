/** Limits of the kernel. Each says what happens beyond it. */
export const limits = {
  /** Bytes of file contents and per-node overhead: beyond, ENOSPC. */
  treeBytes: 200 * 1024 * 1024,
  /** What one file, folder or link costs besides its bytes. */
  nodeBytes: 256,
  /** Nodes in the tree (node_modules of large projects hold 60,000): beyond, ENOSPC. */
  treeNodes: 250_000,
  /** One file: beyond, EFBIG. */
  fileBytes: 180 * 1024 * 1024,
  pathLength: 4096,
  nameLength: 255,
  symlinkDepth: 40,
  /** Unread bytes in one direction of a pipe or socket: beyond, the writer waits. */
  pipeBytes: 65_536,
  /** Typed bytes that nobody has read yet: beyond, further input is dropped as a terminal does. */
  ttyInputBytes: 65_536,
  /** Output of a terminal that the client has not taken: beyond, the writer waits. */
  ttyOutputBytes: 262_144,
  /** Chunks sent to the client that it has not acknowledged. */
  outputChunksInFlight: 4,
  outputChunkBytes: 65_536,
  /** Live processes: beyond, EAGAIN. */
  processes: 64,
  /** Live threads of one process, its main thread among them: beyond, EAGAIN. */
  threads: 64,
  /** Bytes of messages between threads that nobody has taken: beyond, the process ends as one that runs out of memory. */
  messageBytes: 512 * 1024 * 1024,
  /** Ports or attachments of one message: beyond, the message is refused. */
  messageParts: 4096,
  /** Open descriptors of one process: beyond, EMFILE. */
  descriptors: 4096,
  /** Descriptors on their way from process to process, of all: beyond, ENOBUFS. */
  passedDescriptors: 4096,
  /** Connections waiting to be accepted on one port: beyond, ECONNREFUSED. */
  backlog: 511,
  watches: 4096,
  /** Bytes of one message's `data`: beyond, EINVAL. */
  callDataBytes: 64 * 1024 * 1024,
  /** Messages and answers kept for a stopped process: beyond, it is ended. */
  heldMessages: 10_000,
  /** Messages that break the schema before their process is ended. */
  brokenMessages: 100,
  /** After an answer the kernel sleeps this long for the next call: a message of the client waits for it. */
  lingerMs: 0.5,
  /** Calls served in one go: then everybody's messages have their turn. */
  callsPerLinger: 256,
  /** A `#!` line, as Linux has it. */
  shebangBytes: 256,
  shebangDepth: 4,
  /** Arguments and environment together, with 8 bytes for each of them: beyond, E2BIG. Linux: a quarter of the stack. */
  argumentBytes: 2 * 1024 * 1024,
  /** One of them with its end: beyond, E2BIG. Linux: 32 pages. */
  argumentTextBytes: 128 * 1024,
  /** Arguments of one program in a message: beyond, EINVAL. */
  argumentCount: 1_000_000,
  /** Between a polite kill and the end. */
  killGraceMs: 1000,
  /** Workers that wait with Node's library loaded (about 8 MB each): `npm start` is npm, a shell and the program. */
  spares: 2,
  /** The same where a browser says that there is memory (8 GB and more). */
  roomySpares: 4,
  /** As many after programs were started that fast (a test runner, a build), for a while. */
  burstSpares: 8,
  burstMs: 1000,
  burstKeptMs: 30_000,
  /** A spare is started this long after the last one was used or made, so that it does not compete with a program's start. */
  spareDelayMs: 60,
} as const;
