/** The package registry that npm itself would use on this machine. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const suffix = ":registry";
const npmTimeoutMs = 20_000;

/** Registries by scope ("" for all others). Asks npm, whose answer covers the environment and every `.npmrc`; without npm and `npm_config_registry` there is none. */
export async function readRegistries(cwd: string): Promise<Map<string, string>> {
  const listed = await listConfiguration(cwd);
  const registries = new Map<string, string>();
  const general = textOf(listed["registry"]);
  if (general !== undefined) registries.set("", withSlash(general));
  for (const [key, value] of Object.entries(listed)) {
    const url = textOf(value);
    if (url !== undefined && key.startsWith("@") && key.endsWith(suffix))
      registries.set(key.slice(0, -suffix.length), withSlash(url));
  }
  return registries;
}

async function listConfiguration(cwd: string): Promise<Record<string, unknown>> {
  try {
    const { stdout } = await promisify(execFile)("npm", ["config", "list", "--json"], {
      cwd,
      timeout: npmTimeoutMs,
      shell: process.platform === "win32",
    });
    const parsed: unknown = JSON.parse(stdout);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    // No npm on this machine: the environment is what is left to ask.
    return { registry: process.env["npm_config_registry"] };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && URL.canParse(value) ? value : undefined;
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
