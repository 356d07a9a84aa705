/** The source of a regular expression for one path segment of a glob: `*`, `?`, `[…]`, `\x`. */
export function globToPattern(glob: string): string {
  let output = "";
  for (let at = 0; at < glob.length; at++) {
    const character = glob.charAt(at);
    if (character === "*") output += "[^/]*";
    else if (character === "?") output += "[^/]";
    else if (character === "\\" && at + 1 < glob.length)
      output += `\\u${glob.charCodeAt(++at).toString(16).padStart(4, "0")}`;
    else if (character === "[") {
      const end = glob.indexOf("]", at + 2);
      if (end === -1) output += "\\[";
      else {
        const inside = glob
          .slice(at + 1, end)
          .replace(/^!/, "^")
          .replaceAll("\\", "\\\\");
        output += `[${inside}]`;
        at = end;
      }
    } else output += character.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  }
  return output;
}
