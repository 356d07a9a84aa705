import type { FileStat } from "../kernel/protocol.ts";

/** Node's layout: ten numbers, then seconds and nanoseconds of access, change of data, change of inode and birth. */
const fieldCount = 18;

export function writeStat<T extends Float64Array | BigInt64Array>(stat: FileStat, target: T): T {
  const numbers = [
    stat.dev,
    stat.mode,
    stat.nlink,
    stat.uid,
    stat.gid,
    stat.rdev,
    stat.blksize,
    stat.ino,
    stat.size,
    stat.blocks,
  ];
  for (const ms of [stat.atimeMs, stat.mtimeMs, stat.ctimeMs, stat.birthtimeMs]) {
    const seconds = Math.floor(ms / 1000);
    numbers.push(seconds, Math.round((ms - seconds * 1000) * 1e6));
  }
  numbers.forEach((value, index) => {
    if (target instanceof BigInt64Array) target[index] = BigInt(Math.trunc(value));
    else target[index] = value;
  });
  return target;
}

export function newStatArray(big: boolean): Float64Array | BigInt64Array {
  return big ? new BigInt64Array(fieldCount) : new Float64Array(fieldCount);
}
