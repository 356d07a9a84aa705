import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** A package of the fixture registry: what its package.json says besides name and version, and its other files. */
export interface FixturePackage {
  json?: Record<string, unknown>;
  files?: Record<string, string>;
}

export interface TarFile {
  path: string;
  text?: string;
  type?: string;
  mode?: number;
}

/** A tar archive with the given entries, written by the book: ustar headers, padded to blocks. */
export function makeTar(files: readonly TarFile[]): Uint8Array {
  const blocks: Buffer[] = [];
  for (const { path, text = "", type = "0", mode = 0o644 } of files) {
    const data = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(path.slice(0, 100), 0);
    header.write(`${mode.toString(8).padStart(7, "0")}\0`, 100);
    header.write(`${data.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("        ", 148);
    header.write(type, 156);
    header.write("ustar\0", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    blocks.push(header, data, Buffer.alloc((512 - (data.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export const fixtureBase = "http://registry.test/npm/";

/** A registry in memory, spoken to through `fetch`: `name@version` → package. Counts what was asked for. */
export function fixtureRegistry(
  packages: Readonly<Record<string, FixturePackage>>,
  tags: Readonly<Record<string, string>> = {},
) {
  const requests: string[] = [];
  const packuments = new Map<string, { versions: Record<string, unknown>; latest: string }>();
  const tarballs = new Map<string, Uint8Array>();
  for (const [spec, { json = {}, files = {} }] of Object.entries(packages)) {
    const at = spec.lastIndexOf("@");
    const [name, version] = [spec.slice(0, at), spec.slice(at + 1)];
    const own = { name, version, ...json };
    const bytes = gzipSync(
      makeTar([
        { path: "package/package.json", text: JSON.stringify(own) },
        ...Object.entries({ "index.js": `module.exports = "${spec}";\n`, ...files }).map(([path, text]) => ({
          path: `package/${path}`,
          text,
        })),
      ]),
    );
    const address = `${fixtureBase}${name}/-/${name.replace(/^@[^/]*\//, "")}-${version}.tgz`;
    tarballs.set(address, bytes);
    const known = packuments.get(name) ?? { versions: {}, latest: version };
    known.latest = version;
    known.versions[version] = {
      ...own,
      dist: { tarball: address, integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}` },
    };
    packuments.set(name, known);
  }
  const fetcher: typeof fetch = async (input) => {
    const address = String(input);
    requests.push(address.slice(fixtureBase.length));
    const tarball = tarballs.get(address);
    if (tarball !== undefined) return new Response(Uint8Array.from(tarball));
    const name = decodeURIComponent(address.slice(fixtureBase.length));
    const packument = packuments.get(name);
    if (packument === undefined) return new Response("{}", { status: 404 });
    return Response.json({
      name,
      "dist-tags": { latest: tags[name] ?? packument.latest },
      versions: packument.versions,
    });
  };
  return { fetcher, requests, tarballs };
}
