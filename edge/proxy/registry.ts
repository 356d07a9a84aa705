/** The anonymous, GET-only way from a sandbox to the package registry. Everything fetched is kept. */
import { fail, type Result, succeed } from "../../shared/lib/result.ts";
import { proxyLimits } from "../limits.ts";
import type { Clock, Fetch, Log } from "../ports.ts";
import { readAtMost } from "../read-at-most.ts";
import { sha256Hex } from "../storage/secrets.ts";
import { matchesIntegrity } from "./integrity.ts";
import { parsePackagePath } from "./package-path.ts";
import { findTarball, type Packument, parsePackument, rewriteTarballs } from "./packument.ts";
import { SharedWork } from "./shared-work.ts";

export interface CachedBytes {
  bytes: Uint8Array<ArrayBuffer>;
  storedAt: number;
}

export interface ProxyCache {
  get(key: string): Promise<CachedBytes | undefined>;
  put(key: string, value: CachedBytes): Promise<void>;
}

export interface RegistryOptions {
  /** Upstream addresses by scope: "" for all packages, "@company" for one scope; each ends with a slash. */
  upstreams: Promise<ReadonlyMap<string, string>>;
  /** Whether requests for the same thing wait for one download. Not on Workers: it ends with the request that began it. */
  sharesDownloads: boolean;
  cache: ProxyCache;
  fetch: Fetch;
  clock: Clock;
  log: Log;
}

const noRegistry =
  "This server knows no package registry: its owner sets npm's own `registry`, or NPM_REGISTRY on Workers.";

export interface ProxyAnswer {
  body: Uint8Array<ArrayBuffer>;
  contentType: string;
  immutable: boolean;
}
export type ProxyError = "not-found" | "upstream" | "too-large";
export type ProxyResult = Result<ProxyAnswer, ProxyError>;
type Downloaded = Result<Uint8Array<ArrayBuffer>, ProxyError>;

interface ParsedPackument {
  storedAt: number;
  packument: Packument;
}

/** What npm itself asks for: versions and dependencies without readmes, a tenth of the size. */
const abbreviated = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";

export class RegistryProxy {
  private readonly options: RegistryOptions;
  private readonly parsed = new Map<string, ParsedPackument>();
  private readonly packuments = new SharedWork<Result<Packument, ProxyError>>();
  private readonly tarballs = new SharedWork<Downloaded>();

  constructor(options: RegistryOptions) {
    this.options = options;
  }

  /** The package or tarball that `path` names; `base` is the proxy's own address as the client sees it. */
  async get(path: string, base: string): Promise<ProxyResult> {
    const wanted = parsePackagePath(path);
    if (!wanted) return fail("not-found", "This is not the name of a package.");
    if (!(await this.upstreamOf(wanted.name))) return fail("upstream", noRegistry);
    const packument = await this.share(this.packuments, wanted.name, () => this.packument(wanted.name));
    if (!packument.ok) return packument;
    if (wanted.kind === "packument") {
      const body = new TextEncoder().encode(rewriteTarballs(packument.value, base));
      return succeed({ body, contentType: "application/json", immutable: false });
    }
    const tarball = findTarball(packument.value, wanted.file);
    if (!tarball) return fail("not-found", `${wanted.name} has no version with the file ${wanted.file}.`);
    const bytes = await this.share(this.tarballs, path, () => this.tarball(wanted.name, tarball));
    return bytes.ok ? succeed({ body: bytes.value, contentType: "application/octet-stream", immutable: true }) : bytes;
  }

  private share<Value>(shared: SharedWork<Value>, key: string, work: () => Promise<Value>): Promise<Value> {
    return this.options.sharesDownloads ? shared.run(key, work) : work();
  }

  private async packument(name: string): Promise<Result<Packument, ProxyError>> {
    const key = `packument-${await keyOf(name)}`;
    const cached = await this.options.cache.get(key);
    const isFresh = cached && this.options.clock.now() - cached.storedAt < proxyLimits.packumentFreshMs;
    const parsed = this.parsed.get(name);
    if (isFresh && parsed?.storedAt === cached.storedAt) return succeed(parsed.packument);
    let fetched: Downloaded = isFresh
      ? succeed(cached.bytes)
      : await this.download(await this.packumentUrl(name), abbreviated, proxyLimits.maxPackumentBytes);
    // No network: an old description is better than none. A package that is gone is gone.
    if (!fetched.ok && fetched.code === "upstream" && cached) fetched = succeed(cached.bytes);
    if (!fetched.ok)
      return fetched.code === "not-found" ? fail("not-found", `There is no package called ${name}.`) : fetched;
    const packument = parsePackument(new TextDecoder().decode(fetched.value));
    if (!packument) return fail("upstream", `The registry's description of ${name} cannot be read.`);
    const storedAt = fetched.value === cached?.bytes ? cached.storedAt : this.options.clock.now();
    if (fetched.value !== cached?.bytes) await this.keep(key, { bytes: fetched.value, storedAt });
    this.remember(name, { storedAt, packument });
    return succeed(packument);
  }

  private async tarball(name: string, tarball: { url: string; integrity: string | undefined }): Promise<Downloaded> {
    const key = `tarball-${await keyOf(tarball.integrity ?? tarball.url)}`;
    const cached = await this.options.cache.get(key);
    if (cached) return succeed(cached.bytes);
    const url = await this.tarballUrl(name, tarball.url);
    const fetched = await this.download(url, "*/*", proxyLimits.maxTarballBytes);
    if (!fetched.ok) return fetched;
    if (tarball.integrity !== undefined && !(await matchesIntegrity(fetched.value, tarball.integrity))) {
      return fail("upstream", `The registry sent ${name} with bytes that do not match its integrity.`);
    }
    await this.keep(key, { bytes: fetched.value, storedAt: this.options.clock.now() });
    return fetched;
  }

  private async packumentUrl(name: string): Promise<string> {
    return (await this.upstreamOf(name)) + name.replace("/", "%2f");
  }

  /** Tarballs come from the registry's own origin; a public address in a mirrored packument is asked of the mirror. */
  private async tarballUrl(name: string, stated: string): Promise<string> {
    const upstream = new URL(await this.upstreamOf(name));
    const url = new URL(stated);
    if (url.origin === upstream.origin) return url.href;
    const file = url.pathname.split("/").at(-1) ?? "";
    return new URL(`${name}/-/${file}`, upstream).href;
  }

  private async upstreamOf(name: string): Promise<string> {
    const upstreams = await this.options.upstreams;
    const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : "";
    const upstream = upstreams.get(scope) ?? upstreams.get("") ?? "";
    return upstream === "" || upstream.endsWith("/") ? upstream : `${upstream}/`;
  }

  private async download(url: string, accept: string, maxBytes: number): Promise<Downloaded> {
    const stop = new AbortController();
    const cancelTimer = this.options.clock.after(proxyLimits.upstreamTimeoutMs, () =>
      stop.abort(new Error("the registry took too long")),
    );
    try {
      const response = await this.options.fetch(url, {
        headers: { Accept: accept },
        redirect: "manual",
        signal: stop.signal,
      });
      if (response.status === 404 || response.status === 410)
        return fail("not-found", "The registry does not have this.");
      if (response.status !== 200) return fail("upstream", `The registry answered ${response.status}.`);
      const bytes = await readAtMost(response, maxBytes);
      return bytes
        ? succeed(bytes)
        : fail("too-large", `The registry's answer is larger than ${Math.floor(maxBytes / 1_048_576)} MB.`);
    } catch (error) {
      this.options.log("registry-failed", { message: error instanceof Error ? error.message : String(error) });
      return fail("upstream", "The registry cannot be reached. What was installed before is still here.");
    } finally {
      cancelTimer();
    }
  }

  /** A tarball is looked up in its packument: parsing megabytes again for each would be the slowest part of an install. */
  private remember(name: string, entry: ParsedPackument): void {
    this.parsed.delete(name);
    this.parsed.set(name, entry);
    const oldest = this.parsed.keys().next();
    if (this.parsed.size > proxyLimits.maxParsedPackuments && !oldest.done) this.parsed.delete(oldest.value);
  }

  private async keep(key: string, value: CachedBytes): Promise<void> {
    try {
      await this.options.cache.put(key, value);
    } catch (error) {
      // A full disk costs the next request a download, no more.
      this.options.log("proxy-cache-failed", { message: error instanceof Error ? error.message : String(error) });
    }
  }
}

function keyOf(text: string): Promise<string> {
  return sha256Hex(new TextEncoder().encode(text));
}
