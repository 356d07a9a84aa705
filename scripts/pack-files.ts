/** Compresses built files beforehand: the Node host serves `NAME.br` or `NAME.gz` to a browser that takes it. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Not HTML: the edge writes into each page. Fonts and pictures are packed already. */
const packable = /\.(?:js|mjs|css|json|svg|wasm|txt|bin|ts)$/;
const twin = /\.(?:br|gz)$/;
/** A smaller file fits into the packets that its headers need. */
const minBytes = 1_500;
/** A twin that saves less is not worth a place on the disk. */
const minSaved = 0.1;
/** 11 takes ten times as long for 5 % less. */
const brotliQuality = 9;
const gzipLevel = 9;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Makes the twins of a folder's files anew. */
export async function packFiles(folder: string): Promise<void> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  // One whose file is gone would be served in its place.
  for (const path of paths) if (twin.test(path)) rmSync(path);
  for (const path of paths) if (packable.test(path)) await packFile(path);
}

async function packFile(path: string): Promise<void> {
  const bytes = readFileSync(path);
  if (bytes.length < minBytes) return;
  const [br, gz] = await Promise.all([
    brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
    zip(bytes, { level: gzipLevel }),
  ]);
  if (br.length < bytes.length * (1 - minSaved)) writeFileSync(`${path}.br`, br);
  if (gz.length < bytes.length * (1 - minSaved)) writeFileSync(`${path}.gz`, gz);
}
