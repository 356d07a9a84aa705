/** The project's files as the service sees them: the workspace's own, type files of installed packages, and TypeScript's libraries. */
import type { TextEdit, TypeFile } from "../../../shared/language/messages.ts";

/** Where the workspace lies for the service; the libraries lie where no workspace path can. */
export const projectRoot = "/project";
export const libraryRoot = "/typescript/lib";

export interface ServiceFile {
  text: string;
  version: number;
}

export const toServicePath = (path: string): string => `${projectRoot}/${path}`;

/** The workspace's path, undefined for a file that is not the workspace's. */
export function toWorkspacePath(servicePath: string): string | undefined {
  return servicePath.startsWith(`${projectRoot}/`) ? servicePath.slice(projectRoot.length + 1) : undefined;
}

const packagePath = /^\/project\/node_modules\/((?:@[^/]+\/)?[^/@][^/]*)(?=\/|$)/;
const configName = /(?:^|\/)(?:package|[tj]sconfig[^/]*)\.json$/;

export class ProjectFiles {
  /** Moves with every change of any file. */
  version = 0;
  /** Moves when files come or go: what was not found may be found now. */
  structure = 0;
  /** Moves when a configuration or a package changes. */
  configuration = 0;
  readonly workspace = new Map<string, ServiceFile>();
  readonly #typeFiles = new Map<string, ServiceFile>();
  readonly #folders = new Map<string, number>();
  readonly #packages = new Map<string, readonly string[]>();
  readonly #wanted = new Set<string>();

  constructor(libraries: ReadonlyMap<string, string>) {
    for (const [name, text] of libraries) this.#addTypeFile(`${libraryRoot}/${name}`, text);
  }

  set(path: string, text: string): void {
    const servicePath = toServicePath(path);
    const known = this.workspace.get(servicePath);
    if (known?.text === text) return;
    this.#touch(path);
    this.workspace.set(servicePath, { text, version: this.version });
    if (known) return;
    this.structure++;
    this.#countFolders(servicePath, 1);
  }

  /** False when there is no such file, or an edit lies outside of it: the sender's copy is another than ours. */
  edit(path: string, edits: readonly TextEdit[]): boolean {
    const servicePath = toServicePath(path);
    const known = this.workspace.get(servicePath);
    if (!known) return false;
    let { text } = known;
    for (const { from, to, insert } of edits) {
      if (from > to || to > text.length) return false;
      text = text.slice(0, from) + insert + text.slice(to);
    }
    this.#touch(path);
    this.workspace.set(servicePath, { text, version: this.version });
    return true;
  }

  remove(path: string): void {
    const servicePath = toServicePath(path);
    if (!this.workspace.delete(servicePath)) return;
    this.#touch(path);
    this.structure++;
    this.#countFolders(servicePath, -1);
  }

  setPackage(name: string, files: readonly TypeFile[]): void {
    this.#forget(name);
    this.#packages.set(
      name,
      files.map(({ path }) => toServicePath(path)),
    );
    for (const { path, text } of files) this.#addTypeFile(toServicePath(path), text);
    this.#moveOn();
  }

  forgetPackages(): void {
    for (const name of [...this.#packages.keys()]) this.#forget(name);
    this.#wanted.clear();
    this.#moveOn();
  }

  /** True when the package has type files here. */
  hasPackage(name: string): boolean {
    return (this.#packages.get(name)?.length ?? 0) > 0;
  }

  /** Notes that a package is needed; it is asked for once. */
  want(name: string): void {
    if (!this.#packages.has(name)) this.#wanted.add(name);
  }

  /** Packages noted since the last call. */
  takeWanted(): string[] {
    const names = [...this.#wanted];
    this.#wanted.clear();
    // Until the answer comes: not asked for twice.
    for (const name of names) this.#packages.set(name, []);
    return names;
  }

  get(servicePath: string): ServiceFile | undefined {
    return this.workspace.get(servicePath) ?? this.#typeFiles.get(servicePath);
  }

  hasFolder(servicePath: string): boolean {
    if (servicePath === `${projectRoot}/node_modules` || servicePath === `${projectRoot}/node_modules/@types`)
      return true;
    const name = packagePath.exec(servicePath)?.[1];
    if (name !== undefined) this.want(name);
    return this.#folders.has(servicePath);
  }

  #touch(path: string): void {
    this.version++;
    if (configName.test(path)) this.configuration++;
  }

  #moveOn(): void {
    this.version++;
    this.structure++;
    this.configuration++;
  }

  #addTypeFile(servicePath: string, text: string): void {
    this.#typeFiles.set(servicePath, { text, version: ++this.version });
    this.#countFolders(servicePath, 1);
  }

  #forget(name: string): void {
    for (const servicePath of this.#packages.get(name) ?? []) {
      if (this.#typeFiles.delete(servicePath)) this.#countFolders(servicePath, -1);
    }
    this.#packages.delete(name);
  }

  #countFolders(servicePath: string, change: 1 | -1): void {
    for (let slash = servicePath.lastIndexOf("/"); slash > 0; slash = servicePath.lastIndexOf("/", slash - 1)) {
      const folder = servicePath.slice(0, slash);
      const count = (this.#folders.get(folder) ?? 0) + change;
      if (count > 0) this.#folders.set(folder, count);
      else this.#folders.delete(folder);
    }
  }
}
