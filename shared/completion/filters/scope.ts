import { type CandidateFilter, currentLine, withText } from "./candidate.ts";
import { filterLimits } from "./limits.ts";
import { isProse } from "./prose.ts";

const opensBlock = /(?:[([{:]|=>)\s*$/;
const closersOnly = /^[)\]}]+[;,]?$/;
/** `} else {`, `) : (` and their like go on with the statement that the block belongs to. */
const goesOnWithStatement = /^(?:[)\]}]+[^)\]};,]|(?:else|elif|except|finally|case|default)\b)/;

/** Cuts a suggestion of several lines where it leaves the block that it began in, told from the indentation. */
export const withinScope: CandidateFilter = (candidate, place) => {
  const lines = candidate.text.split("\n");
  const inScope = isProse(place.language) ? lines.length : linesInScope(lines, currentLine(place).before, place.suffix);
  const shown = Math.min(inScope, filterLimits.maxGhostLines);
  return shown === lines.length ? candidate : withText(candidate, lines.slice(0, shown).join("\n").trimEnd());
};

function linesInScope(lines: readonly string[], before: string, suffix: string): number {
  const started = before + (lines[0] ?? "");
  const base = indentOf(started);
  const opened = opensBlock.test(started);
  for (const [index, line] of lines.entries()) {
    const code = line.trim();
    const indent = indentOf(line);
    const within = indent > base || (indent === base && (!opened || goesOnWithStatement.test(code)));
    if (index === 0 || !code || within) continue;
    const closes = closersOnly.test(code) && (indent === base || !goesOnBelow(suffix, base));
    return closes ? index + 1 : index;
  }
  return lines.length;
}

/** True when the file's next line belongs to the block that the suggestion would close. */
function goesOnBelow(suffix: string, base: number): boolean {
  const below = suffix.slice(0, filterLimits.lineWindowChars).split("\n").slice(1);
  const next = below.find((line) => line.trim());
  return next !== undefined && indentOf(next) >= base;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
