/** A path pattern (`*`, `**`, `?`, `[a-z]`, `{a,b}`) as a regular expression over a relative path; without a slash it matches a name at any depth. */
export function globToRegExp(pattern: string): RegExp {
  const clean = pattern.replace(/^\.?\//, "").replace(/\/$/, "");
  const body = translate(clean);
  return new RegExp(clean.includes("/") ? `^${body}$` : `^(?:.*/)?${body}$`);
}

function translate(pattern: string): string {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? "";
    if (pattern.startsWith("**/", at)) {
      source += "(?:.*/)?";
      at += 2;
    } else if (pattern.startsWith("**", at)) {
      source += ".*";
      at++;
    } else if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "[" && pattern.indexOf("]", at + 1) > 0) {
      const end = pattern.indexOf("]", at + 1);
      source += `[${pattern
        .slice(at + 1, end)
        .replace(/^!/, "^")
        .replace(/\\/g, "\\\\")}]`;
      at = end;
    } else if (char === "{" && pattern.indexOf("}", at + 1) > 0) {
      const end = pattern.indexOf("}", at + 1);
      source += `(?:${pattern
        .slice(at + 1, end)
        .split(",")
        .map(translate)
        .join("|")})`;
      at = end;
    } else source += char.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  }
  return source;
}
