/** What differs between two states of a project's files, as far as it can be seen without a parser. */
import { staticLimits } from "./limits.ts";

/** A file before and after; undefined where it is not there. */
export interface ChangedFile {
  path: string;
  before: string | undefined;
  after: string | undefined;
  /** Names that the file exports, where it could be read: each with the text of its declaration. */
  exports?: { before: readonly Exported[]; after: readonly Exported[] };
}

export interface Exported {
  name: string;
  text: string;
}

export type FileRole = "test" | "docs" | "dependencies" | "ci" | "code" | "other";

export function roleOf(path: string): FileRole {
  if (
    /(?:^|\/)(?:package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|requirements[^/]*\.txt|pyproject\.toml)$/.test(path)
  ) {
    return "dependencies";
  }
  if (/(?:^|\/)\.(?:github|gitlab|circleci)\/|(?:^|\/)\.gitlab-ci\.yml$|(?:^|\/)Jenkinsfile$/.test(path)) return "ci";
  if (/(?:^|\/)(?:tests?|__tests__|e2e)\/|[._](?:test|spec)\.[^/]*$|(?:^|\/)test_[^/]*\.py$/.test(path)) return "test";
  if (/\.(?:md|mdx|rst|adoc|txt)$|(?:^|\/)docs\//i.test(path)) return "docs";
  return /\.(?:[cm]?[jt]sx?|py|css|html|vue|svelte|sh|sql)$/.test(path) ? "code" : "other";
}

export interface AddedLine {
  text: string;
  line: number;
}

/** Lines that are there more often than before. */
export function addedLines({ before = "", after = "" }: ChangedFile): AddedLine[] {
  const left = new Map<string, number>();
  for (const line of before.split("\n")) left.set(line, (left.get(line) ?? 0) + 1);
  return after.split("\n").flatMap((text, index) => {
    const known = left.get(text) ?? 0;
    left.set(text, known - 1);
    return known > 0 ? [] : [{ text, line: index + 1 }];
  });
}

export interface ExportChanges {
  added: string[];
  removed: string[];
  renamed: { from: string; to: string }[];
  changed: string[];
}

/** A name that is gone and a new one whose declaration is the same but for the name are one that was renamed. */
export function exportChanges({ exports }: ChangedFile): ExportChanges {
  const before = new Map(exports?.before.map((each) => [each.name, each.text]));
  const after = new Map(exports?.after.map((each) => [each.name, each.text]));
  const removed = [...before.keys()].filter((name) => !after.has(name));
  const added = [...after.keys()].filter((name) => !before.has(name));
  const renamed = removed.flatMap((from) => {
    const to = added.find((name) => nameless(after.get(name), name) === nameless(before.get(from), from));
    return to === undefined ? [] : [{ from, to }];
  });
  return {
    added: added.filter((name) => !renamed.some(({ to }) => to === name)),
    removed: removed.filter((name) => !renamed.some(({ from }) => from === name)),
    renamed,
    changed: [...after.keys()].filter((name) => before.has(name) && before.get(name) !== after.get(name)),
  };
}

function nameless(text: string | undefined, name: string): string {
  const word = new RegExp(`(?<![\\w$])${name.replace(/[^\w]/g, "\\$&")}(?![\\w$])`, "g");
  return (text ?? "").replace(word, "\0").replace(/\s+/g, " ");
}

export interface DependencyChange {
  name: string;
  from: string | undefined;
  to: string | undefined;
}

/** Of a `package.json`; none of one that cannot be read. */
export function dependencyChanges({ path, before, after }: ChangedFile): DependencyChange[] {
  if (!/(?:^|\/)package\.json$/.test(path)) return [];
  const [old, now] = [dependenciesOf(before), dependenciesOf(after)];
  if (!old || !now) return [];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, from: old.get(name), to: now.get(name) }))
    .filter(({ from, to }) => from !== to);
}

function dependenciesOf(text: string | undefined): Map<string, string> | undefined {
  const found = new Map<string, string>();
  let data: unknown;
  try {
    data = JSON.parse(text ?? "{}");
  } catch {
    // A file in the middle of an edit: nothing is known of it.
    return undefined;
  }
  if (typeof data !== "object" || data === null) return undefined;
  for (const [key, list] of Object.entries(data)) {
    if (!/^(?:dev|peer|optional)?dependencies$/i.test(key) || typeof list !== "object" || list === null) continue;
    for (const [name, version] of Object.entries(list)) found.set(name, String(version));
  }
  return found;
}

/** The file is gone, and a new one holds the same. */
export function movedFiles(files: readonly ChangedFile[]): { from: string; to: string }[] {
  const gone = files.filter(({ before, after }) => before !== undefined && before !== "" && after === undefined);
  const come = files.filter(({ before, after }) => before === undefined && after !== undefined);
  const used = new Set<string>();
  return gone.slice(0, staticLimits.maxChangedFiles).flatMap(({ path, before }) => {
    const to = come.find((each) => each.after === before && !used.has(each.path));
    if (!to) return [];
    used.add(to.path);
    return [{ from: path, to: to.path }];
  });
}
