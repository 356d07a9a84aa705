/** How the JSX of a file is to run: the nearest tsconfig.json says, and a file's own comments say otherwise. */

export interface JsxSettings {
  /** `factory(type, properties, ...children)`, a name of the program, and not the automatic runtime. */
  classic: boolean;
  importSource: string;
  factory: string;
  fragment: string;
}

interface CompilerOptions {
  jsx?: string;
  jsxImportSource?: string;
  jsxFactory?: string;
  jsxFragmentFactory?: string;
}

const maxExtends = 8;

/** `read` gives a file's text, or undefined where there is none. */
export function jsxSettings(path: string, source: string, read: (path: string) => string | undefined): JsxSettings {
  const options = nearestOptions(path, read);
  const comments = leadingComments(source);
  const comment = (name: string): string | undefined => new RegExp(`@${name}\\s+([^\\s*]+)`).exec(comments)?.[1];
  const runtime = comment("jsxRuntime");
  const factory = comment("jsx");
  const importSource = comment("jsxImportSource");
  const isClassic = runtime === "classic" || (factory !== undefined && runtime !== "automatic");
  return {
    classic: isClassic || (options.jsx === "react" && runtime !== "automatic" && importSource === undefined),
    importSource: importSource ?? options.jsxImportSource ?? "react",
    factory: factory ?? options.jsxFactory ?? "React.createElement",
    fragment: comment("jsxFrag") ?? options.jsxFragmentFactory ?? "React.Fragment",
  };
}

/** The comments ahead of a file's first statement. */
function leadingComments(source: string): string {
  let comments = "";
  let rest = source;
  for (;;) {
    const found = /^(?:#!.*|\s+|\/\/.*|\/\*[\s\S]*?\*\/)/.exec(rest)?.[0];
    if (found === undefined) return comments;
    comments += found;
    rest = rest.slice(found.length);
  }
}

function nearestOptions(path: string, read: (path: string) => string | undefined): CompilerOptions {
  for (let folder = parentOf(path); ; folder = parentOf(folder)) {
    const file = `${folder === "/" ? "" : folder}/tsconfig.json`;
    if (read(file) !== undefined) return optionsOf(file, read);
    if (folder === "/") return {};
  }
}

/** A file's own options over those of the files that it extends by a path. */
function optionsOf(file: string, read: (path: string) => string | undefined, depth = 0): CompilerOptions {
  const parsed = parseConfig(read(file) ?? "");
  if (!parsed || depth > maxExtends) return {};
  const bases = [parsed["extends"] ?? []].flat().filter((base) => typeof base === "string" && /^[./]/.test(base));
  const inherited = bases.map((base) => {
    const path = join(parentOf(file), String(base));
    return optionsOf(read(path) === undefined ? `${path}.json` : path, read, depth + 1);
  });
  const own: Record<string, unknown> = Object(parsed["compilerOptions"]);
  const names = ["jsx", "jsxImportSource", "jsxFactory", "jsxFragmentFactory"] as const;
  const strings = names.filter((name) => typeof own[name] === "string").map((name) => [name, own[name]]);
  return Object.assign({}, ...inherited, Object.fromEntries(strings));
}

/** JSON with comments and commas behind the last member, as TypeScript reads it. */
function parseConfig(text: string): Record<string, unknown> | undefined {
  const bare = text.replace(
    /("(?:\\.|[^"\\])*")|\/\/.*|\/\*[\s\S]*?\*\//g,
    (_, string: string | undefined) => string ?? "",
  );
  try {
    const parsed: unknown = JSON.parse(bare.replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, string) => string ?? ""));
    return typeof parsed === "object" && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : undefined;
  } catch {
    return undefined; // broken: TypeScript itself says so; the program runs by the default
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function join(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${folder}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
