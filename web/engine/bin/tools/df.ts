import { statfsSync } from "node:fs";
import { resolve } from "node:path";
import { humanSize } from "../lib/mode-text.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `df [-h] [-k] [-P] [path…]`: room on the disk that holds each path; the engine has one, at `/`. */
export const df: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "hkPTa", long: { "human-readable": "h" } });
  const size = (bytes: number) => (options.has("h") ? humanSize(bytes) : String(Math.ceil(bytes / 1024)));
  const paths = options.operands.length === 0 ? ["/"] : options.operands;
  const rows = paths.map((path) => {
    const { bsize, blocks, bfree, bavail } = statfsSync(resolve(io.cwd, path));
    const used = (blocks - bfree) * bsize;
    const percent = used + bavail * bsize === 0 ? 0 : Math.ceil((used / (used + bavail * bsize)) * 100);
    return ["glasshouse", size(blocks * bsize), size(used), size(bavail * bsize), `${percent}%`, "/"];
  });
  const titles = [
    "Filesystem",
    options.has("h") ? "Size" : "1K-blocks",
    "Used",
    options.has("h") ? "Avail" : "Available",
    "Use%",
    "Mounted on",
  ];
  const all = [titles, ...rows];
  const width = (at: number) => Math.max(...all.map((row) => row[at]?.length ?? 0));
  for (const row of all)
    io.write(
      `${row.map((text, at) => (at === 0 ? text.padEnd(Math.max(14, width(0))) : at === 5 ? text : text.padStart(width(at)))).join(" ")}\n`,
    );
  return 0;
};
