/** A project's compiler options and files: from its tsconfig.json or jsconfig.json, or what suits a project without one. */
import ts from "typescript-lib";
import { languageLimits } from "../../../shared/language/limits.ts";
import { type ProjectFiles, projectRoot } from "./files.ts";
import { globPattern } from "./glob.ts";

export interface Configuration {
  options: ts.CompilerOptions;
  /** Files of the program, as the service names them. */
  roots: string[];
}

const configNames = ["tsconfig.json", "jsconfig.json"];
const scriptName = /\.[cm]?[jt]sx?$/;

/** The configuration file in charge of a file: the nearest above it; undefined when there is none. */
export function configurationFileOf(servicePath: string, files: ProjectFiles): string | undefined {
  for (let folder = parentOf(servicePath); folder.startsWith(projectRoot); folder = parentOf(folder)) {
    const found = configNames.find((name) => files.workspace.has(`${folder}/${name}`));
    if (found) return `${folder}/${found}`;
  }
  return undefined;
}

export function readConfiguration(configFile: string | undefined, files: ProjectFiles): Configuration {
  const { options, roots } = configFile === undefined ? withoutFile(files) : fromFile(configFile, files);
  const types = options.types ?? declaredTypes(files);
  return { options: { ...options, types, ...always }, roots: roots.slice(0, languageLimits.maxWorkspaceFiles) };
}

/** Nothing is written, JavaScript is understood everywhere, and installed packages are not checked. */
const always: ts.CompilerOptions = {
  noEmit: true,
  allowJs: true,
  skipLibCheck: true,
  maxNodeModuleJsDepth: 0,
  composite: false,
  incremental: false,
  plugins: [],
};

const suited: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.ReactJSX,
  strict: true,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  noUncheckedSideEffectImports: false,
};

function withoutFile(files: ProjectFiles): Configuration {
  return { options: suited, roots: scriptsBelow(projectRoot, files) };
}

function fromFile(configFile: string, files: ProjectFiles): Configuration {
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: true,
    fileExists: (path) => files.get(path) !== undefined,
    readFile: (path) => {
      files.hasFolder(path);
      return files.get(path)?.text;
    },
    readDirectory: (folder, _extensions, excludes = [], includes) => {
      const wanted = includes.map((glob) => globPattern(folder, glob));
      const unwanted = excludes.map((glob) => globPattern(folder, glob));
      return scriptsBelow(folder, files).filter(
        (path) => wanted.some((glob) => glob.test(path)) && !unwanted.some((glob) => glob.test(path)),
      );
    },
  };
  // Mistakes in the file are the file's problems; what could be read of it applies.
  const { config = {} } = ts.readConfigFile(configFile, (path) => files.get(path)?.text);
  const parsed = ts.parseJsonConfigFileContent(config, host, parentOf(configFile), undefined, configFile);
  return { options: parsed.options, roots: parsed.fileNames };
}

function scriptsBelow(folder: string, files: ProjectFiles): string[] {
  return [...files.workspace.keys()].filter(
    (path) => path.startsWith(`${folder}/`) && scriptName.test(path) && !path.includes("/node_modules/"),
  );
}

/** Packages of types that the project's package.json names: their globals are everywhere, as `process` is. */
function declaredTypes(files: ProjectFiles): string[] {
  const { config } = ts.readConfigFile(`${projectRoot}/package.json`, (path) => files.get(path)?.text);
  const named = new Set<string>();
  for (const list of [config?.dependencies, config?.devDependencies]) {
    if (typeof list !== "object" || list === null) continue;
    for (const name of Object.keys(list)) if (name.startsWith("@types/")) named.add(name);
  }
  for (const name of named) files.want(name);
  return [...named].filter((name) => files.hasPackage(name)).map((name) => name.slice("@types/".length));
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
