import type { Stats } from "node:fs";

/** A mode as `ls -l` shows it: `drwxr-xr-x`. */
export function modeText(stats: Stats): string {
  const kind = stats.isDirectory()
    ? "d"
    : stats.isSymbolicLink()
      ? "l"
      : stats.isCharacterDevice()
        ? "c"
        : stats.isFIFO()
          ? "p"
          : stats.isSocket()
            ? "s"
            : "-";
  const bits = [..."rwxrwxrwx"].map((letter, at) => ((stats.mode >> (8 - at)) & 1 ? letter : "-"));
  const special = (bit: number, at: number, set: string) => {
    if (stats.mode & bit) bits[at] = bits[at] === "x" ? set : set.toUpperCase();
  };
  special(0o4000, 2, "s");
  special(0o2000, 5, "s");
  special(0o1000, 8, "t");
  return kind + bits.join("");
}

/** A size as `ls -h` and `du -h` show it: `1.5K`, rounded up. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes;
  let unit = -1;
  for (; value >= 1024 && unit < 4; unit++) value /= 1024;
  const rounded = value < 10 ? Math.ceil(value * 10) / 10 : Math.ceil(value);
  if (rounded >= 1024) return `1.0${"KMGTP".charAt(unit + 1)}`;
  return `${rounded < 10 ? rounded.toFixed(1) : rounded}${"KMGTP".charAt(unit)}`;
}
