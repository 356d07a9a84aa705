/** `node --run name`: a script of package.json, without npm's hooks. */

export interface ScriptPlan {
  command: string;
  cwd: string;
  env: Record<string, string>;
}
export interface FileLooks {
  /** Undefined when there is no such file. */
  read(path: string): string | undefined;
  isFolder(path: string): boolean;
}

const unsafe = /[\t\n\r "#$&'()*;<>?\\`|~]/;

/** What the shell is to run, or Node's sentence about why there is nothing to run. */
export function planScript(
  name: string,
  args: readonly string[],
  cwd: string,
  path: string,
  files: FileLooks,
): ScriptPlan | string {
  const folders = ancestors(cwd);
  const folder = folders.find((one) => files.read(`${one}/package.json`) !== undefined);
  if (folder === undefined) return `Can't find package.json for directory ${cwd}\n`;
  const place = `${folder}/package.json`;
  const json = parse(files.read(place) ?? "");
  if (!isRecord(json)) return `Can't parse ${place}\n`;
  const scripts = json["scripts"];
  if (!isRecord(scripts)) return `Can't find "scripts" field in ${place}\n`;
  const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
  if (script === undefined) return missing(name, place, scripts);
  if (typeof script !== "string") return `Script "${name}" is unexpectedly not a string for ${place}\n\n`;
  const bins = ancestors(folder).map((one) => `${one}/node_modules/.bin`);
  return {
    command: [script, ...args.map(quoted)].join(" "),
    cwd: folder === "" ? "/" : folder,
    env: {
      PATH: [...bins.filter((one) => files.isFolder(one)), path].join(":"),
      NODE_RUN_SCRIPT_NAME: name,
      NODE_RUN_PACKAGE_JSON_PATH: place,
    },
  };
}

/** A folder and those above it; the root is "". */
function ancestors(folder: string): string[] {
  const parts = folder.split("/").filter((part) => part !== "");
  return Array.from({ length: parts.length + 1 }, (_, up) =>
    parts
      .slice(0, parts.length - up)
      .map((part) => `/${part}`)
      .join(""),
  );
}

function missing(name: string, place: string, scripts: Record<string, unknown>): string {
  const known = Object.entries(scripts).filter((entry) => typeof entry[1] === "string");
  const lines = known.map(([key, script]) => `  ${key}: ${script}\n`).join("");
  const list =
    lines === "" ? "There are no scripts available in the package.json\n" : `Available scripts are:\n${lines}`;
  return `Missing script: "${name}" for ${place}\n\n${list}`;
}

function quoted(argument: string): string {
  if (argument === "") return "''";
  return unsafe.test(argument) ? `'${argument.replaceAll("'", "'\\''")}'` : argument;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON: said so by the caller
  }
}
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
