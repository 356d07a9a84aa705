import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();

async function isAsNative(source: string): Promise<void> {
  const native = execFileSync(process.execPath, ["-e", source], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect((await engine.script(source)).output).toBe(native);
}

describe("[9] node:crypto and node:zlib", () => {
  it("hash, encrypt and refuse as native Node does", async () => {
    await isAsNative(`
      const c = require("crypto");
      for (const name of ["md5", "sha256", "sha3-512", "shake128", "blake2b512"]) console.log(c.createHash(name).update("a").digest("hex"));
      const key = Buffer.alloc(32, 1), iv = Buffer.alloc(12, 2);
      const cipher = c.createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from("head"));
      console.log(cipher.update("secret", "utf8", "hex") + cipher.final("hex"), cipher.getAuthTag().toString("hex"));
      try { c.createDecipheriv("aes-128-cbc", key.subarray(16), Buffer.alloc(16)).final(); } catch (error) { console.log(error.code, error.message); }
      try { c.createPrivateKey("no key"); } catch (error) { console.log(error.code, error.library, error.reason); }
      console.log(c.scryptSync("a", "b", 16).toString("hex"), Buffer.from(c.hkdfSync("sha256", "a", "b", "c", 16)).toString("hex"));
      console.log(c.getCipherInfo("aes-128-gcm"), c.getDiffieHellman("modp14").getPrime("hex").slice(0, 40));
    `);
  });

  it("make keys that sign and agree, and hand them to Web Crypto", async () => {
    await isAsNative(`
      const c = require("crypto");
      for (const [type, options] of [["rsa", { modulusLength: 1024 }], ["ec", { namedCurve: "P-256" }], ["ed25519"]]) {
        const { privateKey, publicKey } = c.generateKeyPairSync(type, options);
        const digest = type === "ed25519" ? null : "sha256";
        const pem = privateKey.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "x" });
        const again = c.createPrivateKey({ key: pem, passphrase: "x" });
        console.log(type, c.verify(digest, Buffer.from("m"), publicKey, c.sign(digest, Buffer.from("m"), again)), publicKey.asymmetricKeyDetails);
      }
      const [one, two] = [c.generateKeyPairSync("x25519"), c.generateKeyPairSync("x25519")];
      const secret = (own, peer) => c.diffieHellman({ privateKey: own.privateKey, publicKey: peer.publicKey }).toString("hex");
      console.log(secret(one, two) === secret(two, one));
      (async () => {
        const subtle = globalThis.crypto.subtle;
        const key = await subtle.importKey("raw", Buffer.alloc(16), "AES-CBC", true, ["encrypt"]);
        console.log(key, Buffer.from(await subtle.encrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, key, Buffer.from("m"))).toString("hex"));
        await subtle.decrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, key, Buffer.alloc(16)).catch((error) => console.log(error.name, error.message));
      })();
    `);
  });

  it("pack and unpack Brotli and Zstandard", async () => {
    await isAsNative(`
      const z = require("zlib");
      const text = "as small as it can be ".repeat(500);
      console.log(z.brotliDecompressSync(z.brotliCompressSync(text)).toString() === text);
      console.log(z.zstdDecompressSync(z.zstdCompressSync(text)).toString() === text);
      console.log(z.brotliDecompressSync(Buffer.from("CwWAaGVsbG8gd29ybGQD", "base64")).toString());
      z.brotliDecompress(Buffer.from("zzzz"), (error) => console.log(error.code, error.message));
    `);
  });
});
