import { NpmError } from "./errors.ts";
import { requestsAtOnce, requestTries, retryDelayMs, tarballBytes } from "./limits.ts";
import type { Manifest } from "./manifest.ts";
import { type Packument, pickManifest, readPackument } from "./pick.ts";
import type { Wanted } from "./spec.ts";

/** Where packages come from. */
export interface PackageSource {
  manifest(wanted: Exclude<Wanted, { type: "folder" }>): Promise<Manifest>;
  tarball(manifest: Manifest): Promise<Uint8Array>;
}

/** Lets `limit` actions run at once; further ones wait their turn. */
function createGate(limit: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(action: () => Promise<T>): Promise<T> => {
    if (running >= limit) await new Promise<void>((go) => waiting.push(go));
    running++;
    try {
      return await action();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}

const abbreviated = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";

function encodeName(name: string): string {
  return name.startsWith("@") ? name.replace("/", "%2f") : encodeURIComponent(name);
}

/** A tarball's address below the registry in use, whatever host the lock or the description names. */
export function tarballAddress(registry: string, manifest: Pick<Manifest, "name" | "version" | "tarball">): string {
  if (manifest.tarball?.startsWith(registry)) return manifest.tarball;
  const file = `${manifest.name.replace(/^@[^/]*\//, "")}-${manifest.version}.tgz`;
  return `${registry}${manifest.name}/-/${file}`;
}

type Request = (address: string, accept: string) => Promise<Response>;

/** The registry at `base` (its address ends in "/"), over `fetch`. Each description and tarball is asked for once. */
export function createRegistry(base: string, fetcher: typeof fetch = fetch): PackageSource {
  const gate = createGate(requestsAtOnce);
  const packuments = new Map<string, Promise<Packument>>();
  const request: Request = (address, accept) => requestWithRetries(fetcher, address, accept);
  const packument = (name: string): Promise<Packument> => {
    const known = packuments.get(name);
    if (known !== undefined) return known;
    const promise = gate(() => fetchPackument(base, name, request));
    packuments.set(name, promise);
    return promise;
  };
  return {
    async manifest(wanted) {
      return pickManifest(await packument(wanted.target), wanted);
    },
    tarball: (manifest) => gate(() => fetchTarball(base, manifest, request)),
  };
}

async function requestWithRetries(fetcher: typeof fetch, address: string, accept: string): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    let failure: unknown;
    try {
      const response = await fetcher(address, { headers: { accept } });
      if (response.status < 500 || attempt >= requestTries) return response;
    } catch (error) {
      failure = error;
    }
    if (attempt >= requestTries)
      throw new NpmError(
        "EOFFLINE",
        `The registry could not be reached${failure instanceof Error ? ` (${failure.message})` : ""}.`,
        "Check the network connection. What is installed already keeps working.",
      );
    await new Promise((done) => setTimeout(done, retryDelayMs * attempt));
  }
}

async function fetchPackument(base: string, name: string, request: Request): Promise<Packument> {
  const response = await request(base + encodeName(name), abbreviated);
  if (response.status === 404 || response.status === 405)
    throw new NpmError(
      "E404",
      `The package '${name}' does not exist in the registry.`,
      "Check how its name is spelt (hyphens and the @scope count) and that it is a public package.",
    );
  if (!response.ok) throw refused(response, `when asked for ${name}`);
  return readPackument(name, await response.json());
}

async function fetchTarball(base: string, manifest: Manifest, request: Request): Promise<Uint8Array> {
  const response = await request(tarballAddress(base, manifest), "application/octet-stream, */*");
  const name = `${manifest.name}@${manifest.version}`;
  if (!response.ok) throw refused(response, `for the files of ${name}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > tarballBytes)
    throw new NpmError("EUNSUPPORTED", `${name} is larger than ${tarballBytes / 1_048_576} MB.`);
  return bytes;
}

function refused(response: Response, what: string): NpmError {
  return new NpmError("EREGISTRY", `The registry answered ${response.status} ${what}.`, "Try again in a moment.");
}
