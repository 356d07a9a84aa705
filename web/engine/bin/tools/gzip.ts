import { createReadStream, createWriteStream, rmSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { readChunks } from "../lib/input.ts";
import { type Options, parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

const rules = {
  flags: "cdfkqvnr123456789",
  long: { stdout: "c", decompress: "d", force: "f", keep: "k", quiet: "q", verbose: "v", best: "9", fast: "1" },
};

function levelOf({ order }: Options): number {
  return Number(order.findLast((letter) => /\d/.test(letter)) ?? 6);
}

/** Sends bytes through the codec into the tool's own output. */
async function toOutput(path: string, expands: boolean, options: Options, io: ToolIo): Promise<void> {
  const codec = expands ? createGunzip() : createGzip({ level: levelOf(options) });
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      io.write(Uint8Array.from(chunk));
      done();
    },
  });
  await pipeline(Readable.from(readChunks(path, io)), codec, output);
}

async function inPlace(path: string, expands: boolean, options: Options, io: ToolIo): Promise<void> {
  const from = resolve(io.cwd, path);
  if (statSync(from).isDirectory()) throw new ToolFailure(`${path} is a directory -- ignored`, 2);
  if (expands && !/\.(?:gz|tgz)$/.test(path)) throw new ToolFailure(`${path}: unknown suffix -- ignored`, 2);
  if (!expands && path.endsWith(".gz")) throw new ToolFailure(`${path} already has .gz suffix -- unchanged`, 2);
  const to = expands ? from.replace(/\.gz$/, "").replace(/\.tgz$/, ".tar") : `${from}.gz`;
  if (!options.has("f") && statSync(to, { throwIfNoEntry: false }) !== undefined)
    throw new ToolFailure(`${to} already exists; not overwritten`, 2);
  const codec = expands ? createGunzip() : createGzip({ level: levelOf(options) });
  await pipeline(createReadStream(from), codec, createWriteStream(to, { mode: statSync(from).mode }));
  if (!options.has("k")) rmSync(from);
}

function compressor(name: string, expandsAlways: boolean, toOutputAlways: boolean): Tool {
  return async (args, io) => {
    const options = parseOptions(args, rules);
    const expands = expandsAlways || options.has("d");
    let status = 0;
    for (const path of options.operands.length === 0 ? ["-"] : options.operands) {
      try {
        if (path === "-" || toOutputAlways || options.has("c")) await toOutput(path, expands, options, io);
        else await inPlace(path, expands, options, io);
      } catch (error) {
        if (!(error instanceof ToolFailure) && errorCode(error) === "") throw error;
        const known = errorCode(error).startsWith("Z_");
        const shown = path === "-" ? "stdin" : path;
        const text =
          error instanceof ToolFailure && error.message.startsWith(path)
            ? error.message
            : `${shown}: ${known ? "not in gzip format" : errorText(error)}`;
        io.error(`${name}: ${text}\n`);
        status = Math.max(status, error instanceof ToolFailure ? error.status : 1);
      }
    }
    return status;
  };
}

/** `gzip [-cdfk1-9] [file…]`. */
export const gzip = compressor("gzip", false, false);
/** `gunzip [-cfk] [file…]`. */
export const gunzip = compressor("gunzip", true, false);
/** `zcat [file…]`. */
export const zcat = compressor("zcat", true, true);
