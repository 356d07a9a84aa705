/** Modules that a text imports and its program has not looked for: the checker finds them when they are files of the program. */
import ts from "typescript-lib";
import type { ProjectFiles } from "./files.ts";

export interface LateModules {
  /** Whether an import from the file would find a module, in the program or not. */
  exist(specifier: string): boolean;
}

export function findLateModules(program: ts.Program, { fileName }: ts.SourceFile, files: ProjectFiles): LateModules {
  if (!("getResolvedModule" in program) || typeof program.getResolvedModule !== "function") {
    throw new Error("modules are not told");
  }
  const { getResolvedModule: known } = program;
  const host: ts.ModuleResolutionHost = {
    fileExists: (path) => files.get(path) !== undefined,
    readFile: (path) => files.get(path)?.text,
    directoryExists: (path) => files.hasFolder(path),
  };
  const found = new Map<string, ts.ResolvedModuleWithFailedLookupLocations>();
  const resolve = (specifier: string, mode?: ts.ResolutionMode) => {
    const key = `${mode ?? ""} ${specifier}`;
    const options = program.getCompilerOptions();
    const module =
      found.get(key) ?? ts.resolveModuleName(specifier, fileName, options, host, undefined, undefined, mode);
    found.set(key, module);
    return module;
  };
  Object.assign(program, {
    getResolvedModule: (file: ts.SourceFile, specifier: string, mode?: ts.ResolutionMode) =>
      known(file, specifier, mode) ?? ("path" in file && file.path === fileName ? resolve(specifier, mode) : undefined),
  });
  return { exist: (specifier) => resolve(specifier).resolvedModule !== undefined };
}
