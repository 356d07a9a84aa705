/** A declaration as a model wrote it, moved in or out as far as the one it replaces. The first line is put where that one begins. */
export function reindented(written: string, indent: string): string {
  const lines = written.trimEnd().split("\n");
  while (lines.length > 1 && lines[0]?.trim() === "") lines.shift();
  const [first = "", ...rest] = lines;
  const base = indentOf(first);
  if (!rest.length || (base === "" && wasTrimmed(rest, indent))) return [first.trimStart(), ...rest].join("\n");
  const moved = rest.map((line) => {
    if (line.trim() === "") return "";
    return line.startsWith(base) ? indent + line.slice(base.length) : line;
  });
  return [first.trimStart(), ...moved].join("\n");
}

/** The lines behind the first stand as in the file, which the first lost its indentation of. */
function wasTrimmed(rest: readonly string[], indent: string): boolean {
  const written = rest.filter((line) => line.trim() !== "");
  const last = written.at(-1) ?? "";
  // A closing bracket stands as far in as the first line; without one, as in Python, the body stands further in.
  if (/^\s*[)\]}]/.test(last)) return indentOf(last) === indent;
  return written.every((line) => indentOf(line).length > indent.length);
}

export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}
