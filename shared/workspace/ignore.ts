/** Which of the engine's files are not the workspace's: installed packages, build output, git's objects, and .gitignore's patterns. */

const alwaysIgnored = new Set(["node_modules", ".git", "dist", "build"]);

interface Rule {
  /** Folder of the .gitignore, "" for the top, else with a slash at its end. */
  base: string;
  /** Pattern names from the folder on; `**` stands for any number of names. */
  names: string[];
  negated: boolean;
  foldersOnly: boolean;
}

export class IgnoreRules {
  readonly #rules: Rule[];

  /** `files` are the .gitignore files (or others of their form), path → text. */
  constructor(files: ReadonlyMap<string, string> = new Map()) {
    // Deeper files come later: the last rule that matches decides.
    const paths = [...files.keys()].sort((a, b) => a.split("/").length - b.split("/").length);
    this.#rules = paths.flatMap((path) => parseRules(path.slice(0, path.lastIndexOf("/") + 1), files.get(path) ?? ""));
  }

  /** Whether the file or folder at `path`, or a folder above it, is ignored. */
  ignores(path: string, isFolder: boolean): boolean {
    const names = path.split("/");
    if (names.some((name) => alwaysIgnored.has(name))) return true;
    for (let depth = 1; depth <= names.length; depth++) {
      if (this.#matches(names.slice(0, depth), isFolder || depth < names.length)) return true;
    }
    return false;
  }

  #matches(names: readonly string[], isFolder: boolean): boolean {
    let ignored = false;
    const path = names.join("/");
    for (const rule of this.#rules) {
      if ((rule.foldersOnly && !isFolder) || !path.startsWith(rule.base)) continue;
      const below = path.slice(rule.base.length).split("/");
      if (matchNames(rule.names, below)) ignored = !rule.negated;
    }
    return ignored;
  }
}

function parseRules(base: string, text: string): Rule[] {
  const rules: Rule[] = [];
  for (const line of text.split(/\r?\n/)) {
    let pattern = line.replace(/(?<!\\)\s+$/, "");
    if (pattern === "" || pattern.startsWith("#")) continue;
    const negated = pattern.startsWith("!");
    if (negated) pattern = pattern.slice(1);
    const foldersOnly = pattern.endsWith("/");
    if (foldersOnly) pattern = pattern.slice(0, -1);
    const anchored = pattern.includes("/");
    const names = pattern.replace(/^\//, "").split("/");
    rules.push({ base, names: anchored ? names : ["**", ...names], negated, foldersOnly });
  }
  return rules;
}

/** Linear in both lengths for each `**`: no pattern makes it slow. */
function matchNames(pattern: readonly string[], names: readonly string[]): boolean {
  return matchSequence(
    pattern.length,
    names.length,
    (at) => pattern[at] === "**",
    (at, index) => matchName(pattern[at] ?? "", names[index] ?? ""),
  );
}

function matchName(pattern: string, name: string): boolean {
  const tokens = tokensOf(pattern);
  const characters = [...name];
  return matchSequence(
    tokens.length,
    characters.length,
    (at) => tokens[at] === "*",
    (at, index) => matchCharacter(tokens[at] ?? "", characters[index] ?? ""),
  );
}

/** Wildcard matching with one point of return: the last wildcard. */
function matchSequence(
  patternLength: number,
  length: number,
  isWild: (at: number) => boolean,
  matches: (at: number, index: number) => boolean,
): boolean {
  let at = 0;
  let index = 0;
  let wildAt = -1;
  let wildIndex = 0;
  while (index < length) {
    if (at < patternLength && isWild(at)) {
      wildAt = at++;
      wildIndex = index;
    } else if (at < patternLength && matches(at, index)) {
      at++;
      index++;
    } else if (wildAt >= 0) {
      at = wildAt + 1;
      index = ++wildIndex;
    } else {
      return false;
    }
  }
  while (at < patternLength && isWild(at)) at++;
  return at === patternLength;
}

/** `*`, `?`, `[…]` and plain characters, a backslash taken off. */
function tokensOf(pattern: string): string[] {
  return pattern.match(/\\.|\[[^\]]+\]|[\s\S]/gu) ?? [];
}

function matchCharacter(token: string, character: string): boolean {
  if (token === "?") return true;
  if (token.length === 2 && token.startsWith("\\")) return token[1] === character;
  if (token.length > 2 && token.startsWith("[")) return matchClass(token.slice(1, -1), character);
  return token === character;
}

function matchClass(body: string, character: string): boolean {
  const negated = body.startsWith("!") || body.startsWith("^");
  const members = [...(negated ? body.slice(1) : body)];
  let found = false;
  for (let index = 0; index < members.length; index++) {
    const from = members[index] ?? "";
    const isRange = members[index + 1] === "-" && index + 2 < members.length;
    const to = isRange ? (members[index + 2] ?? "") : from;
    if (isRange) index += 2;
    found ||= from <= character && character <= to;
  }
  return found !== negated;
}
