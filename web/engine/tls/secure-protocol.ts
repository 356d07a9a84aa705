/** OpenSSL's old names for "these versions and no others". */
import { nodeError } from "../crypto/errors.ts";
import { versions } from "./parameters.ts";

const methods: Record<string, { min: number; max: number }> = {
  SSLv23: { min: 0, max: versions.tls12 },
  TLS: { min: 0, max: versions.tls13 },
  TLSv1: { min: versions.tls10, max: versions.tls10 },
  TLSv1_1: { min: versions.tls11, max: versions.tls11 },
  TLSv1_2: { min: versions.tls12, max: versions.tls12 },
};

/** Versions of a `secureProtocol`; undefined without one. */
export function methodVersions(method: string | undefined): { min: number; max: number } | undefined {
  if (method === undefined || method === null || method === "") return undefined;
  const family = /^(\w+?)(?:_server|_client)?_method$/.exec(method)?.[1] ?? "";
  const invalid = (message: string) => nodeError("ERR_TLS_INVALID_PROTOCOL_METHOD", message, TypeError);
  if (family === "SSLv2" || family === "SSLv3") throw invalid(`${family} methods disabled`);
  const found = methods[family];
  if (!found) throw invalid(`Unknown method: ${method}`);
  return found;
}
