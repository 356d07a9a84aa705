import { eachInput, readChunks } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

interface Counts {
  lines: number;
  words: number;
  characters: number;
  bytes: number;
}

function count(path: string, io: ToolIo): Counts {
  const counts = { lines: 0, words: 0, characters: 0, bytes: 0 };
  let inWord = false;
  for (const chunk of readChunks(path, io)) {
    counts.bytes += chunk.length;
    for (const byte of chunk) {
      if (byte === 10) counts.lines++;
      if ((byte & 0xc0) !== 0x80) counts.characters++;
      const space = byte === 32 || (byte >= 9 && byte <= 13);
      if (!space && !inWord) counts.words++;
      inWord = !space;
    }
  }
  return counts;
}

/** `wc [-l] [-w] [-c] [-m] [file…]`. */
export const wc: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "lwcm", long: { lines: "l", words: "w", bytes: "c", chars: "m" } });
  const all = !["l", "w", "c", "m"].some(options.has);
  const columns = (counts: Counts): number[] => [
    ...(all || options.has("l") ? [counts.lines] : []),
    ...(all || options.has("w") ? [counts.words] : []),
    ...(options.has("m") ? [counts.characters] : []),
    ...(all || options.has("c") ? [counts.bytes] : []),
  ];
  const rows: { numbers: number[]; name: string }[] = [];
  const total: Counts = { lines: 0, words: 0, characters: 0, bytes: 0 };
  const status = eachInput("wc", options.operands, io, (path) => {
    const counts = count(path, io);
    for (const key of ["lines", "words", "characters", "bytes"] as const) total[key] += counts[key];
    rows.push({ numbers: columns(counts), name: options.operands.length === 0 ? "" : path });
  });
  if (options.operands.length > 1) rows.push({ numbers: columns(total), name: "total" });
  const single = rows.length === 1 && rows[0]?.numbers.length === 1;
  const fromInput = options.operands.length === 0 || options.operands.includes("-");
  const width = single ? 1 : fromInput ? 7 : String(total.bytes).length;
  for (const row of rows)
    io.write(
      `${[...row.numbers.map((number) => String(number).padStart(width)), ...(row.name === "" ? [] : [row.name])].join(" ")}\n`,
    );
  return status;
};
