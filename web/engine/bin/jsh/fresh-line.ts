/**
 * What brings the cursor to a fresh line before a prompt, as zsh does it. A program cannot ask where the cursor is without
 * reading the keyboard, so the terminal's own wrapping decides: a mark and blanks fill a whole row. Behind an unfinished
 * line they run into the next row and the mark stays; on an empty row they end in it, and the carriage return and the
 * blank take the mark away again. `columns` is undefined where no terminal is.
 */
export function freshLine(columns: number | undefined): string {
  if (columns === undefined || columns < 2) return "";
  return `\x1b[7m%\x1b[0m${" ".repeat(columns - 1)}\r \r`;
}
