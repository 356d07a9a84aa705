import { validRange } from "semver";
import { NpmError } from "./errors.ts";

/** What a dependency asks for. `target` is the registry's name where an alias gives another one. */
export type Wanted =
  | { type: "range"; target: string; range: string }
  | { type: "tag"; target: string; tag: string }
  | { type: "folder"; path: string };

const namePattern = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-zA-Z0-9~_-][\w.~-]*$/;

/** Whether a text may be a package's name: nothing of it can leave node_modules. */
export function isPackageName(name: string): boolean {
  return name.length <= 214 && namePattern.test(name) && !["node_modules", "favicon.ico"].includes(name.toLowerCase());
}

/** Reads the right side of a dependency: range, tag, `npm:` alias, folder. Throws for git and addresses, in words. */
export function readWanted(name: string, text: string): Wanted {
  if (!isPackageName(name))
    throw new NpmError(
      "EINVALIDPACKAGE",
      `'${name}' cannot be a package's name.`,
      "Names are lower-case letters, digits and hyphens, with one @scope/ in front at most.",
    );
  const value = text.trim();
  if (value.startsWith("npm:")) {
    const alias = splitSpec(value.slice(4));
    return readWanted(alias.name, alias.wanted);
  }
  if (/^(file:|link:|\.{1,2}(\/|$)|\/|~\/)/.test(value))
    return { type: "folder", path: value.replace(/^(file|link):/, "") };
  if (value.startsWith("workspace:")) return { type: "folder", path: "" };
  if (/^(git\+|git:|github:|gitlab:|bitbucket:|https?:)/.test(value) || /^[\w.-]+\/[\w.-]+(#.*)?$/.test(value))
    throw new NpmError(
      "EUNSUPPORTED",
      `${name}@${value} comes from git or a web address.`,
      "Only packages of the registry and folders of this project can be installed here.",
    );
  const range = validRange(value, { loose: true });
  return range === null
    ? { type: "tag", target: name, tag: value }
    : { type: "range", target: name, range: value === "" ? "*" : value };
}

/** Splits `name@wanted` of a command line; `wanted` is "" when nothing was said. */
export function splitSpec(spec: string): { name: string; wanted: string } {
  const at = spec.indexOf("@", 1);
  return at === -1 ? { name: spec, wanted: "" } : { name: spec.slice(0, at), wanted: spec.slice(at + 1) };
}
