const letters: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/** Reads `\n`, `\t`, `\0NNN`, `\xHH`, `\uHHHH` as `echo -e` and `printf` do; `\c` stops the text. */
export function unescapeText(text: string): { text: string; stopped: boolean } {
  const stop = text.search(/(?<!\\)(?:\\\\)*\\c/);
  const read = (part: string) =>
    part.replace(
      /\\(?:0([0-7]{0,3})|([1-7][0-7]{0,2})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|([abefnrtv\\]))/g,
      (whole, zeroOctal?: string, octal?: string, hex?: string, unicode?: string, letter?: string) => {
        if (zeroOctal !== undefined || octal !== undefined)
          return String.fromCharCode(Number.parseInt(`0${zeroOctal ?? octal ?? ""}`, 8) & 255);
        if (hex !== undefined || unicode !== undefined)
          return String.fromCodePoint(Number.parseInt(hex ?? unicode ?? "", 16));
        return letters[letter ?? ""] ?? whole;
      },
    );
  if (stop === -1) return { text: read(text), stopped: false };
  const at = text.indexOf("\\c", stop);
  return { text: read(text.slice(0, at)), stopped: true };
}
