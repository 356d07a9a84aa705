/** Turns a POSIX basic regular expression into JavaScript's form: `\(`, `\|`, `\+`, `\{` are the special ones there. */
export function basicToExtended(source: string): string {
  let output = "";
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    const next = source.charAt(at + 1);
    if (inClass) {
      output += character === "\\" ? "\\\\" : character;
      if (character === "]" && output.at(-2) !== "[") inClass = false;
    } else if (character === "\\" && "(){}|+?".includes(next) && next !== "") {
      output += next;
      at++;
    } else if (character === "\\" && (next === "<" || next === ">")) {
      output += "\\b";
      at++;
    } else if (character === "\\") {
      output += character + next;
      at++;
    } else if (character === "[") {
      inClass = true;
      output += character;
    } else if (character === "*" && (output === "" || output.endsWith("(") || output === "^")) output += "\\*";
    else output += "(){}|+?".includes(character) ? `\\${character}` : character;
  }
  return expandClasses(output);
}

const classes: Readonly<Record<string, string>> = {
  alpha: "a-zA-Z",
  digit: "0-9",
  alnum: "a-zA-Z0-9",
  upper: "A-Z",
  lower: "a-z",
  space: "\\s",
  blank: " \\t",
  punct: "!-\\/:-@\\[-`{-~",
  xdigit: "0-9a-fA-F",
};

/** Spells out `[:alpha:]` and its like. */
export function expandClasses(source: string): string {
  return source.replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole);
}
