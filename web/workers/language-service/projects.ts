/** The projects of a workspace: one for each configuration in use, the least used let go. */
import ts from "typescript-lib";
import { languageLimits } from "../../../shared/language/limits.ts";
import { configurationFileOf } from "./configuration.ts";
import { type ProjectFiles, toServicePath } from "./files.ts";
import { Project } from "./project.ts";

/** A file as the service can be asked about it. */
export interface OpenFile {
  servicePath: string;
  text: string;
  project: Project;
  service: ts.LanguageService;
  program: ts.Program;
}

const servedName = /\.(?:[cm]?[jt]sx?|json)$/;

export class Projects {
  readonly #files: ProjectFiles;
  // Parsed files are shared by the projects.
  readonly #registry = ts.createDocumentRegistry(true);
  readonly #projects = new Map<string, Project>();

  readonly #cancellation: ts.HostCancellationToken;

  constructor(files: ProjectFiles, cancellation: ts.HostCancellationToken) {
    this.#files = files;
    this.#cancellation = cancellation;
  }

  /** Undefined for a file that is not there, too long, or of no language that is served. */
  open(path: string): OpenFile | undefined {
    const servicePath = toServicePath(path);
    const file = this.#files.workspace.get(servicePath);
    if (!file || !servedName.test(path) || file.text.length > languageLimits.maxFileChars) return undefined;
    const project = this.projectOf(servicePath);
    const program = project.programWith(servicePath);
    return program && { servicePath, text: file.text, project, service: project.service, program };
  }

  projectOf(servicePath: string): Project {
    const configFile = configurationFileOf(servicePath, this.#files);
    const key = configFile ?? "";
    const project = this.#projects.get(key) ?? new Project(configFile, this.#files, this.#registry, this.#cancellation);
    // The last one used stands last.
    this.#projects.delete(key);
    this.#projects.set(key, project);
    const [oldest] = this.#projects;
    if (oldest && this.#projects.size > languageLimits.maxProjects) {
      this.#projects.delete(oldest[0]);
      oldest[1].dispose();
    }
    return project;
  }
}
