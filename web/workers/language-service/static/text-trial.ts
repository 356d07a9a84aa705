/** Files as they would be: set for as long as it takes to look at them, then as they were. */
import type { ChangedText } from "../../../../shared/agent/static/facts.ts";
import { applied } from "../../../../shared/agent/static/operations.ts";
import type { Problem } from "../../../../shared/language/answers.ts";
import { type ProjectFiles, toServicePath, toWorkspacePath } from "../files.ts";
import { problemsOf } from "../problems.ts";
import type { OpenFile, Projects } from "../projects.ts";

export class TextTrial {
  readonly #files: ProjectFiles;
  readonly #projects: Projects;

  constructor(files: ProjectFiles, projects: Projects) {
    this.#files = files;
    this.#projects = projects;
  }

  open(path: string): OpenFile | undefined {
    return this.#projects.open(path);
  }

  paths(): string[] {
    return [...this.#files.workspace.keys()].flatMap((path) => toWorkspacePath(path) ?? []);
  }

  text(path: string): string | undefined {
    return this.#files.workspace.get(toServicePath(path))?.text;
  }

  /** What `look` finds with the files' other texts; a file with none is not there meanwhile. */
  with<Found>(texts: ReadonlyMap<string, string | undefined>, look: () => Found): Found {
    const before = new Map([...texts.keys()].map((path) => [path, this.text(path)]));
    try {
      this.#setAll(texts);
      return look();
    } finally {
      this.#setAll(before);
    }
  }

  /** Errors of the changed files and of `path` once the changes are made. */
  errorsAfter(path: string, changes: readonly ChangedText[]): Problem[] {
    const texts = new Map(changes.map((file) => [file.path, applied(file.text, file.changes)]));
    return this.with(texts, () => this.errors(new Set([path, ...texts.keys()])));
  }

  errors(paths: Iterable<string>): Problem[] {
    return [...paths].flatMap((path) => {
      const file = this.open(path);
      return file ? problemsOf(file).filter(({ severity }) => severity === "error") : [];
    });
  }

  #setAll(texts: ReadonlyMap<string, string | undefined>): void {
    for (const [path, text] of texts) {
      if (text === undefined) this.#files.remove(path);
      else this.#files.set(path, text);
    }
  }
}
