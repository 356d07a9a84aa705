import type { ByteQueue } from "./byte-queue.ts";
import { type Call, type Handler, openPath } from "./calls-files.ts";
import { type Description, descriptorKind, incomingQueue, streamPair } from "./descriptions.ts";
import { readAt, writeAt } from "./file-contents.ts";
import type { FileTree } from "./file-tree.ts";
import { fileTypes, type Inode } from "./inode.ts";
import { Later } from "./mailbox.ts";
import type { Process } from "./process.ts";
import type { FileStat, SystemCalls } from "./protocol.ts";
import { type ErrorCode, fail, SystemError } from "./system-error.ts";
import type { Terminal } from "./terminal.ts";
import type { Writes } from "./writes.ts";

type DescriptorCalls =
  | "close"
  | "read"
  | "write"
  | "writeFile"
  | "fstat"
  | "fchmod"
  | "ftruncate"
  | "futimes"
  | "descriptorKind"
  | "pipe"
  | "ttySize"
  | "ttyRaw";
type MayWait = "read" | "write";

export interface DescriptorParts {
  tree: FileTree;
  writes: Writes;
  random(count: number): Uint8Array;
  /** Gives a reference to a description back. */
  drop(description: Description): void;
}
type Handlers = {
  [N in DescriptorCalls]: Handler<
    SystemCalls[N],
    N extends MayWait ? ReturnType<SystemCalls[N]> | Later<ReturnType<SystemCalls[N]>> : ReturnType<SystemCalls[N]>
  >;
};

/** System calls that take descriptors. */
export function descriptorCalls(parts: DescriptorParts): Handlers {
  const { tree } = parts;
  return {
    close: ({ process, thread }, fd) => {
      const { type } = process.description(fd);
      process.close(fd);
      if (type === "stream" || type === "listener" || type === "datagram") thread.peer.post({ type: "closed", fd });
      return null;
    },
    read: (call, fd, length, position) => read(parts, call, fd, length, position),
    write: (call, fd, position) => write(parts, call, fd, position),
    writeFile: (call, path, flags, mode) => writeFile(parts, call, path, flags, mode),
    fstat: ({ process }, fd) => statDescription(tree, process.description(fd)),
    fchmod: ({ process }, fd, mode) => {
      const description = process.description(fd);
      if (description.type === "listener") {
        description.setMode(mode & 0o7777);
        return null;
      }
      tree.setAttributes(nodeOf(description), { mode: mode & 0o7777 });
      return null;
    },
    ftruncate: ({ process }, fd, length) => {
      const description = process.description(fd);
      if (description.type !== "file" || !description.canWrite) fail("EINVAL");
      tree.truncate(description.node, length);
      tree.watches.tell(description.folder, description.name, "change", description.node);
      return null;
    },
    futimes: ({ process }, fd, atimeMs, mtimeMs) => {
      tree.setAttributes(nodeOf(process.description(fd)), { atimeMs, mtimeMs });
      return null;
    },
    descriptorKind: ({ process }, fd) => {
      const description = process.descriptors.get(fd);
      return description ? descriptorKind(description) : null;
    },
    pipe: ({ process }) => {
      process.requireRoom(2);
      const [one, other] = streamPair("pipe");
      return [process.install(one), process.install(other)];
    },
    ttySize: ({ process }, fd) => terminalOf(process.description(fd)).size,
    ttyRaw: ({ process }, fd, raw) => {
      const terminal = terminalOf(process.description(fd));
      if (raw && !terminal.raw && process.pid === process.session) terminal.prompts++;
      terminal.raw = raw;
      return null;
    },
  };
}

function read(
  parts: DescriptorParts,
  { process }: Call,
  fd: number,
  length: number,
  position: number,
): Uint8Array | Later<Uint8Array> {
  const description = process.description(fd);
  if (length < 0) fail("EINVAL");
  switch (description.type) {
    case "folder":
      return fail("EISDIR");
    case "listener":
    case "datagram":
      return fail("ENOTCONN");
    case "device": {
      const { device } = description.node;
      if (device === "zero") return new Uint8Array(length);
      return device === "random" ? parts.random(length) : new Uint8Array(0);
    }
    case "file": {
      if (!description.canRead) fail("EBADF");
      const bytes = readAt(description.node, position < 0 ? description.position : position, length);
      if (position < 0) description.position += bytes.length;
      return bytes;
    }
    case "stream":
    case "terminal": {
      const queue = incomingQueue(description) ?? fail("EBADF");
      return readQueue(process, queue, length);
    }
  }
}

function readQueue(process: Process, queue: ByteQueue, length: number): Uint8Array | Later<Uint8Array> {
  if (queue.failure) fail(queue.failure);
  return (
    queue.pull(length) ??
    new Later((done, refuse) => {
      const attempt = (): void => {
        if (process.suspension.stopped) {
          cancel = process.suspension.whenResumed(attempt);
          return;
        }
        if (queue.failure) {
          refuse(new SystemError(queue.failure));
          return;
        }
        const bytes = queue.pull(length);
        if (bytes) done(bytes);
        else cancel = queue.whenReadable(attempt);
      };
      let cancel = queue.whenReadable(attempt);
      return () => cancel();
    })
  );
}

function write(parts: DescriptorParts, { process, data }: Call, fd: number, position: number): number | Later<number> {
  const description = process.description(fd);
  const bytes = data ?? fail("EINVAL");
  if (description.type === "file" || description.type === "device")
    return writeNow(parts.tree, description, bytes, position);
  if (description.type === "folder") return fail("EISDIR");
  if (description.type === "listener" || description.type === "datagram") return fail("ENOTCONN");
  let answered: number | undefined;
  let failed: ErrorCode | undefined;
  let later: ((error?: ErrorCode) => void) | undefined;
  const cancel = parts.writes.write(description, bytes, (error) => {
    answered = bytes.length;
    failed = error;
    later?.(error);
  });
  if (failed) fail(failed);
  if (answered !== undefined) return answered;
  return new Later((done, refuse) => {
    later = (error) => (error ? refuse(new SystemError(error)) : done(bytes.length));
    return cancel;
  });
}

/** The three calls of a whole write in one, for what never waits. */
function writeFile(
  { tree, drop }: DescriptorParts,
  { process, data }: Call,
  path: string,
  flags: number,
  mode: number,
): number {
  const bytes = data ?? fail("EINVAL");
  const description = openPath(tree, process, path, flags, mode);
  description.references++;
  try {
    return description.type === "file" ? writeNow(tree, description, bytes, -1) : -1;
  } finally {
    drop(description);
  }
}

/** Writes to something that never waits. */
export function writeNow(tree: FileTree, description: Description, bytes: Uint8Array, position: number): number {
  if (description.type === "device") return bytes.length;
  if (description.type !== "file" || !description.canWrite) fail("EBADF");
  const { node } = description;
  const at = description.append ? node.size : position < 0 ? description.position : position;
  const count = writeAt(node, at, bytes, tree.space);
  if (position < 0 || description.append) description.position = at + count;
  tree.touch(node);
  tree.watches.tell(description.folder, description.name, "change", node);
  return count;
}

function nodeOf(description: Description): Inode {
  if (description.type === "file" || description.type === "folder" || description.type === "device")
    return description.node;
  return fail("EINVAL");
}

function terminalOf(description: Description): Terminal {
  return description.type === "terminal" ? description.terminal : fail("ENOTTY");
}

/** Streams and terminals have no node: their kind and nothing else. */
function statDescription(tree: FileTree, description: Description): FileStat {
  if (description.type === "file" || description.type === "folder" || description.type === "device")
    return tree.stat(description.node);
  const now = tree.now;
  const fifo = 0o010000;
  const mode =
    description.type === "terminal"
      ? fileTypes.device
      : description.type === "stream" && description.kind === "pipe"
        ? fifo
        : fileTypes.socket;
  return {
    dev: 2,
    ino: 1,
    mode: mode | 0o600,
    nlink: 1,
    uid: 1000,
    gid: 1000,
    rdev: description.type === "terminal" ? 34816 : 0,
    size: 0,
    blksize: 4096,
    blocks: 0,
    atimeMs: now,
    mtimeMs: now,
    ctimeMs: now,
    birthtimeMs: now,
  };
}
