import { basename } from "node:path";
import { NpmError } from "../errors.ts";
import { readProject, saveProject } from "../project.ts";
import { isPackageName, splitSpec } from "../spec.ts";
import type { NpmCommand } from "./context.ts";
import { execute } from "./exec.ts";

/** The package behind `npm create NAME`: `vite` → `create-vite`, `@scope` → `@scope/create`, `@scope/name` → `@scope/create-name`. */
export function initializerPackage(spec: string): string {
  const { name, wanted } = splitSpec(spec);
  const suffix = wanted === "" ? "" : `@${wanted}`;
  if (!name.startsWith("@")) return `create-${name}${suffix}`;
  const [scope, inner] = name.split("/");
  return inner === undefined ? `${scope}/create${suffix}` : `${scope}/create-${inner}${suffix}`;
}

/** `npm init [-y]` writes package.json; `npm init NAME` and `npm create NAME` run a project generator. */
export const initCommand: NpmCommand = async (context) => {
  const [initializer, ...words] = context.call.words;
  if (initializer !== undefined)
    return execute(initializerPackage(initializer), [...words, ...context.call.passed], context);
  const project = readProject(context.cwd);
  const name = basename(context.cwd)
    .toLowerCase()
    .replace(/[^\w.~-]+/g, "-")
    .replace(/^[._-]+/, "");
  if (!project.exists && !isPackageName(name))
    throw new NpmError(
      "EINVALIDPACKAGE",
      `'${name}' cannot be a package's name.`,
      "Rename the folder, or write package.json by hand.",
    );
  const defaults = {
    name,
    version: "1.0.0",
    description: "",
    main: "index.js",
    scripts: { test: 'echo "Error: no test specified" && exit 1' },
    keywords: [],
    author: "",
    license: "ISC",
  };
  project.json = { ...defaults, ...project.json };
  saveProject(project);
  context.print(`Wrote to ${context.cwd}/package.json:\n\n${JSON.stringify(project.json, null, 2)}\n`);
  return 0;
};
