import type { FileNode } from "./inode.ts";
import { limits } from "./limits.ts";
import { fail } from "./system-error.ts";

/** Bytes and nodes in use, against the tree's caps. */
export class Space {
  usedBytes = 0;
  usedNodes = 0;
  readonly capBytes: number;

  constructor(capBytes: number = limits.treeBytes) {
    this.capBytes = capBytes;
  }

  /** Takes bytes (negative gives back); ENOSPC beyond the cap. */
  takeBytes(count: number): void {
    if (count > 0 && this.usedBytes + count > this.capBytes) fail("ENOSPC");
    this.usedBytes += count;
  }

  takeNode(): void {
    if (this.usedNodes >= limits.treeNodes) fail("ENOSPC");
    this.takeBytes(limits.nodeBytes);
    this.usedNodes++;
  }

  giveNode(bytes: number): void {
    this.usedNodes--;
    this.usedBytes -= limits.nodeBytes + bytes;
  }
}

/** Room for `size` bytes; the growth is half as much again where the cap allows it, so that appending stays linear. */
function reserve(file: FileNode, size: number, space: Space): void {
  if (size <= file.bytes.length) return;
  if (size > limits.fileBytes) fail("EFBIG");
  const roomy = Math.min(limits.fileBytes, Math.max(size, Math.floor(file.bytes.length * 1.5)));
  const free = space.capBytes - space.usedBytes + file.bytes.length;
  const capacity = roomy <= free ? roomy : size;
  space.takeBytes(capacity - file.bytes.length);
  const grown = new Uint8Array(capacity);
  grown.set(file.bytes.subarray(0, file.size));
  file.bytes = grown;
}

/** Writes at a position; a gap reads as zeros. Returns the count written. */
export function writeAt(file: FileNode, position: number, data: Uint8Array, space: Space): number {
  const end = position + data.length;
  reserve(file, end, space);
  if (position > file.size) file.bytes.fill(0, file.size, position);
  file.bytes.set(data, position);
  file.size = Math.max(file.size, end);
  return data.length;
}

/** A copy of at most `length` bytes from a position; empty at the end. */
export function readAt(file: FileNode, position: number, length: number): Uint8Array<ArrayBuffer> {
  return file.bytes.slice(Math.min(position, file.size), Math.min(file.size, position + length));
}

/** Replaces the whole contents; `bytes` becomes the file's own. */
export function setContents(file: FileNode, bytes: Uint8Array<ArrayBuffer>, space: Space): void {
  if (bytes.length > limits.fileBytes) fail("EFBIG");
  space.takeBytes(bytes.length - file.bytes.length);
  file.bytes = bytes;
  file.size = bytes.length;
}

export function truncate(file: FileNode, length: number, space: Space): void {
  if (length > file.size) {
    reserve(file, length, space);
    file.bytes.fill(0, file.size, length);
  } else if (length < file.bytes.length / 2) {
    const bytes = file.bytes.slice(0, length);
    space.takeBytes(bytes.length - file.bytes.length);
    file.bytes = bytes;
  }
  file.size = length;
}
