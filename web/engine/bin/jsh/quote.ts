const controls: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r", "\x1b": "\\E" };
const control = new RegExp(`[${Object.keys(controls).join("")}]`, "g");

/** A text as the shell would read it back: plain where nothing in it is special, else in quotes. */
export function shellQuote(text: string, always = false): string {
  if (!always && /^[\w./:=@%+,-]+$/.test(text)) return text;
  if (text.search(control) !== -1) {
    const escaped = text.replace(/[\\']/g, "\\$&").replace(control, (one) => controls[one] ?? one);
    return `$'${escaped}'`;
  }
  return `'${text.replaceAll("'", "'\\''")}'`;
}
