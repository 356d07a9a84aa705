/** The package registry that npm itself would use on this machine. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const publicRegistry = "https://registry.npmjs.org/";
const npmTimeoutMs = 20_000;

export interface NpmConfiguration {
  upstreams: Map<string, string>;
  authorizations: Map<string, string>;
}

/** Asks npm once: its answer covers the environment and every `.npmrc`. Without npm it is the public registry. */
export async function readNpmConfiguration(cwd: string): Promise<NpmConfiguration> {
  const listed = await listConfiguration(cwd);
  const upstreams = new Map([["", withSlash(textOf(listed["registry"]) ?? publicRegistry)]]);
  const authorizations = new Map<string, string>();
  for (const [key, value] of Object.entries(listed)) {
    const text = textOf(value);
    if (text === undefined) continue;
    if (key.startsWith("@") && key.endsWith(":registry"))
      upstreams.set(key.slice(0, -":registry".length), withSlash(text));
  }
  return { upstreams, authorizations };
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
