/** The one line that a shell block of an answer is at the prompt: typed there, never executed by itself. */

const shells = new Set(["sh", "bash", "shell", "zsh", "console", "shellsession", "shell-session", "terminal"]);
/** Lines that only mean something together with others. */
const parts =
  /<<|\s#|(?:^|\s)(?:do|then|else|case|in|\{|\()$|^(?:for|while|until|if|case|function|done|fi|esac|\}|\))\b/;

/** Undefined where the block is no shell's, holds what cannot be seen, or is a script that does not fit into one line. */
export function shellCommand(language: string, code: string): string | undefined {
  if (!shells.has(language.toLowerCase())) return undefined;
  const whole = code.replaceAll("\r\n", "\n").replaceAll("\t", " ");
  // A line end is the Enter that the person shall press; others of these end a line or steer the terminal.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(whole.replaceAll("\n", ""))) return undefined;
  const joined = whole.replaceAll(/ *\\\n\s*/g, " ");
  const isSession = /^\s*[$❯] /m.test(joined);
  const lines = joined
    .split("\n")
    .map((line) => line.trim())
    // A session shows output too: the lines with a prompt are the commands.
    .flatMap((line) => (isSession ? (/^[$❯] +(.*)$/.exec(line)?.[1] ?? []) : line))
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.length === 0 || (lines.length > 1 && lines.some((line) => parts.test(line)))) return undefined;
  return lines.join(" && ");
}
