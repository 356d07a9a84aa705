/** Which names a file imports from which files of the workspace. */

export interface ImportedName {
  /** The name where it is declared; undefined for all that the file has. */
  name: string | undefined;
  path: string;
}

const scriptImport =
  /(?:import|export)\s+(?:type\s+)?([^"'();]*?)\s*from\s*["']([^"'\n]+)["']|(?:const|let|var)\s+([^=;]+?)\s*=\s*(?:await\s+)?(?:require|import)\(\s*["']([^"'\n]+)["']/g;
const pythonImport =
  /^from\s+([.\w]+)\s+import\s+\(?([^)\n]*(?:\n[^)\n]*)*?)\)?$|^import\s+([\w.]+)(?:\s+as\s+(\w+))?/gm;
const endings = ["", ".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs", ".cjs", "/index.ts", "/index.tsx", "/index.js"];

/** Local name → where it comes from. */
export function importedNames(
  imports: string,
  path: string,
  exists: (path: string) => boolean,
): Map<string, ImportedName> {
  const names = new Map<string, ImportedName>();
  if (/\.pyi?$/.test(path)) readPython(imports, path, exists, names);
  else readScript(imports, path, exists, names);
  return names;
}

type Names = Map<string, ImportedName>;

function readScript(imports: string, path: string, exists: (path: string) => boolean, names: Names): void {
  for (const match of imports.matchAll(scriptImport)) {
    const clause = match[1] ?? match[3] ?? "";
    const found = scriptFile(match[2] ?? match[4] ?? "", path, exists);
    if (found === undefined) continue;
    const braces = clause.match(/\{([\s\S]*)\}/)?.[1] ?? "";
    for (const entry of braces.split(",")) {
      const [name, local = name] = entry
        .replace(/^\s*type\s+/, "")
        .trim()
        .split(/\s+as\s+|\s*:\s*/);
      if (name && local) names.set(local, { name, path: found });
    }
    const outer = clause.replace(/\{[\s\S]*\}/, "").trim();
    const space = outer.match(/\*\s*as\s+([\w$]+)/)?.[1];
    if (space) names.set(space, { name: undefined, path: found });
    const own = outer.match(/^[\w$]+/)?.[0];
    if (own) names.set(own, { name: own, path: found });
  }
}

/** The file that a specifier means: beside the importing one, or below the folder that "@/" and "~/" usually stand for. */
function scriptFile(specifier: string, path: string, exists: (path: string) => boolean): string | undefined {
  const alias = specifier.match(/^[@~]\/(.*)/)?.[1];
  const bases =
    alias !== undefined ? [`src/${alias}`, alias] : specifier.startsWith(".") ? [joined(path, specifier)] : [];
  for (const base of bases) {
    // TypeScript files are imported by the name that they will have as JavaScript.
    const stems = [base, base.replace(/\.([cm]?)js(x?)$/, ".$1ts$2")];
    const found = stems.flatMap((stem) => endings.map((ending) => stem + ending)).find(exists);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readPython(imports: string, path: string, exists: (path: string) => boolean, names: Names): void {
  for (const match of imports.matchAll(pythonImport)) {
    const found = pythonFile(match[1] ?? match[3] ?? "", path, exists);
    if (found === undefined) continue;
    for (const entry of (match[2] ?? "").split(",")) {
      const [name, local = name] = entry.trim().split(/\s+as\s+/);
      if (name && local) names.set(local, { name, path: found });
    }
    const whole = match[4] ?? match[3]?.split(".").at(-1);
    if (whole) names.set(whole, { name: undefined, path: found });
  }
}

function pythonFile(module: string, path: string, exists: (path: string) => boolean): string | undefined {
  const dots = module.match(/^\.*/)?.[0].length ?? 0;
  const rest = module.slice(dots).replaceAll(".", "/");
  const folders = path.split("/").slice(0, -1);
  const bases = dots > 0 ? [folders.slice(0, folders.length - dots + 1)] : [[], ["src"], folders];
  for (const base of bases) {
    const stem = [...base, ...(rest === "" ? [] : [rest])].join("/");
    const found = [`${stem}.py`, `${stem}/__init__.py`].find(exists);
    if (found !== undefined) return found;
  }
  return undefined;
}

function joined(path: string, specifier: string): string {
  const names = path.split("/").slice(0, -1);
  for (const name of specifier.split("/")) {
    if (name === "..") names.pop();
    else if (name !== ".") names.push(name);
  }
  return names.join("/");
}
