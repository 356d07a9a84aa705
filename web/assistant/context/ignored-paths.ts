/** Which files of a workspace no model hears of: those named for secrets, those that git ignores and those in `.assistantignore`. */
import { isSecretPath } from "../../../shared/models/secrets.ts";
import { IgnoreRules } from "../../../shared/workspace/ignore.ts";
import type { FileTree, TreeRow } from "../../../shared/workspace/tree.ts";

const ignoreFiles = [".gitignore", ".assistantignore"];

export function isIgnoreFile(name: string): boolean {
  return ignoreFiles.includes(name);
}

export class IgnoredPaths {
  #written = "[]";
  #rules: IgnoreRules[] = [new IgnoreRules()];
  /** Ten thousand paths against a hundred rules take too long to do twice. */
  #known = new Map<string, boolean>();

  /** Reads the ignore files; true when they say something new. */
  read(tree: FileTree, textOf: (row: TreeRow) => string): boolean {
    const rows = [...tree.byId.values()].filter((row) => row.kind === "file" && isIgnoreFile(row.name));
    const files = rows.map((row) => ({ name: row.name, path: row.path, text: textOf(row) }));
    const written = JSON.stringify(files);
    if (written === this.#written) return false;
    this.#written = written;
    this.#known = new Map();
    // Apart: what one kind of file takes back holds for its own patterns only.
    this.#rules = ignoreFiles.map(
      (name) =>
        new IgnoreRules(new Map(files.filter((file) => file.name === name).map(({ path, text }) => [path, text]))),
    );
    return true;
  }

  has(path: string): boolean {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const ignored = isSecretPath(path) || this.#rules.some((one) => one.ignores(path, false));
    this.#known.set(path, ignored);
    return ignored;
  }
}
