import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { unpackedBytes } from "./limits.ts";
import { makeTar } from "./testing/fixture-registry.ts";
import { checkIntegrity, unpack } from "./unpack.ts";

const archive = (): Uint8Array => Uint8Array.from(gzipSync(makeTar([{ path: "package/a.js", text: "a" }])));

test("an archive that says it unpacks to more than the limit is refused before anything is unpacked", () => {
  const bomb = archive();
  new DataView(bomb.buffer).setUint32(bomb.length - 4, unpackedBytes + 1, true);
  expect(() => unpack(bomb, "bomb")).toThrow("bomb unpacks to more than 200 MB");
  expect(unpack(archive(), "fine").map(({ path }) => path)).toEqual(["a.js"]);
});

test("an archive that is no archive is said by its package's name", () => {
  expect(() => unpack(new TextEncoder().encode("<html>not found</html>"), "left-pad")).toThrow("left-pad");
});

test("the strongest hash that is stated counts, and a wrong one installs nothing", () => {
  const bytes = archive();
  const hash = (algorithm: string, of: Uint8Array): string =>
    `${algorithm}-${createHash(algorithm).update(of).digest("base64")}`;
  const other = new TextEncoder().encode("other");
  expect(() => checkIntegrity(bytes, hash("sha512", bytes), "left-pad")).not.toThrow();
  expect(() => checkIntegrity(bytes, hash("sha512", other), "left-pad")).toThrow("left-pad");
  expect(() => checkIntegrity(bytes, `${hash("sha1", bytes)} ${hash("sha512", other)}`, "left-pad")).toThrow("sha512");
});
