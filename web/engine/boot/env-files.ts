/** `--env-file` and `--env-file-if-exists`: variables that the environment does not have already. */
export interface EnvFiles {
  env: Record<string, string>;
  /** Files that may be missing and are. */
  missing: string[];
  /** Node's sentence about one that cannot be read. */
  error?: string;
}

/** Reads the files that Node's own words on the command line name; a later one goes before an earlier. */
export function readEnvFiles(
  words: readonly string[],
  read: (path: string) => string | undefined,
  parse: (text: string) => Record<string, string>,
): EnvFiles {
  const result: EnvFiles = { env: {}, missing: [] };
  for (const [index, word] of words.entries()) {
    const [name = "", ...inline] = word.split("=");
    if (name !== "--env-file" && name !== "--env-file-if-exists") continue;
    const path = inline.length > 0 ? inline.join("=") : (words[index + 1] ?? "");
    const text = read(path);
    if (text !== undefined) Object.assign(result.env, parse(text));
    else if (name === "--env-file-if-exists") result.missing.push(path);
    else return { ...result, error: `${path}: not found` };
  }
  return result;
}
