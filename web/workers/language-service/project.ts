/** One configuration's program, kept up to date with the files. */
import ts from "typescript-lib";
import { type Configuration, readConfiguration } from "./configuration.ts";
import { libraryRoot, type ProjectFiles, projectRoot } from "./files.ts";

/** TypeScript asks the host whether imports have to be looked for again; its type does not tell. */
type Host = ts.LanguageServiceHost & { hasInvalidatedResolutions(): boolean };

export class Project {
  readonly service: ts.LanguageService;
  readonly #configFile: string | undefined;
  readonly #files: ProjectFiles;
  #configuration: Configuration | undefined;
  #readAt = { configuration: -1, structure: -1 };
  /** Files asked about that the configuration does not name. */
  readonly #extraRoots = new Set<string>();
  #stale = false;

  readonly #cancellation: ts.HostCancellationToken;

  constructor(
    configFile: string | undefined,
    files: ProjectFiles,
    registry: ts.DocumentRegistry,
    cancellation: ts.HostCancellationToken,
  ) {
    this.#configFile = configFile;
    this.#files = files;
    this.#cancellation = cancellation;
    this.service = ts.createLanguageService(this.#host(), registry);
  }

  get options(): ts.CompilerOptions {
    return this.#current().options;
  }

  /** The program of the files as they are now; undefined when the file cannot be part of it. */
  programWith(servicePath: string): ts.Program | undefined {
    if (!this.#current().roots.includes(servicePath)) this.#extraRoots.add(servicePath);
    const program = this.service.getProgram();
    this.#stale = false;
    return program?.getSourceFile(servicePath) ? program : undefined;
  }

  dispose(): void {
    this.service.dispose();
  }

  #current(): Configuration {
    const { configuration, structure } = this.#files;
    const read = this.#readAt;
    if (this.#configuration && read.configuration === configuration && read.structure === structure) {
      return this.#configuration;
    }
    // A new file or package may be what an import did not find before.
    this.#stale ||= read.structure !== structure;
    this.#readAt = { configuration, structure };
    this.#configuration = readConfiguration(this.#configFile, this.#files);
    return this.#configuration;
  }

  #host(): Host {
    const files = this.#files;
    return {
      getCancellationToken: () => this.#cancellation,
      getProjectVersion: () => `${files.version} ${this.#extraRoots.size}`,
      getCompilationSettings: () => this.#current().options,
      getScriptFileNames: () => {
        const { roots } = this.#current();
        return [
          ...roots,
          ...[...this.#extraRoots].filter((path) => files.workspace.has(path) && !roots.includes(path)),
        ];
      },
      getScriptVersion: (path) => String(files.get(path)?.version ?? ""),
      getScriptSnapshot: (path) => {
        const file = files.get(path);
        return file && ts.ScriptSnapshot.fromString(file.text);
      },
      getCurrentDirectory: () => projectRoot,
      getDefaultLibFileName: (options) => `${libraryRoot}/${ts.getDefaultLibFileName(options)}`,
      fileExists: (path) => files.get(path) !== undefined,
      readFile: (path) => files.get(path)?.text,
      directoryExists: (path) => files.hasFolder(path),
      getDirectories: () => [],
      useCaseSensitiveFileNames: () => true,
      hasInvalidatedResolutions: () => this.#stale,
    };
  }
}
