/** `Certificate`: Netscape's signed public key and challenge, which the `keygen` element once made. */
import type { Binding } from "../boot/runtime.ts";
import { latin1Text, utf8Bytes } from "./bytes.ts";
import { verifySigned } from "./certificate-verify.ts";
import { type CryptoContext, toBuffer, toBytes } from "./context.ts";
import { bitStringBytes, DerReader, type DerValue, tags } from "./der.ts";
import type { Key } from "./key.ts";
import { fromBase64Url } from "./key-jwk.ts";
import { readAlgorithm, readSpki } from "./key-read.ts";
import { writeSpki } from "./key-write.ts";
import { writePem } from "./pem.ts";

interface Spkac {
  key: Key;
  challenge: Uint8Array;
  signed: Uint8Array;
  signatureOid: string;
  signatureParameters: DerValue | undefined;
  signature: Uint8Array;
}

/** Base64 of the structure; nothing when it is not one. */
function readSpkac(text: Uint8Array): Spkac | undefined {
  try {
    const outer = new DerReader(fromBase64Url(latin1Text(text).trim())).sequence();
    const signed = outer.next(tags.sequence);
    const inner = new DerReader(signed.content);
    const key = readSpki(inner.next(tags.sequence).whole);
    const challenge = inner.next(tags.ia5).content;
    const { oid, parameters } = readAlgorithm(outer);
    const signature = bitStringBytes(outer.next(tags.bitString).content);
    return { key, challenge, signed: signed.whole, signatureOid: oid, signatureParameters: parameters, signature };
  } catch {
    // Anything that is not the structure: the functions answer so.
    return undefined;
  }
}

export function createSpkacBindings(context: CryptoContext): Binding {
  type Bytes = ArrayBufferView | ArrayBuffer;
  return {
    certVerifySpkac(bytes: Bytes) {
      const spkac = readSpkac(toBytes(bytes));
      return spkac !== undefined && verifySigned(spkac.key, spkac);
    },
    certExportPublicKey(bytes: Bytes) {
      const spkac = readSpkac(toBytes(bytes));
      return spkac ? toBuffer(context, utf8Bytes(writePem("PUBLIC KEY", writeSpki(spkac.key)))) : "";
    },
    certExportChallenge(bytes: Bytes) {
      const spkac = readSpkac(toBytes(bytes));
      return spkac ? toBuffer(context, spkac.challenge) : "";
    },
  };
}
