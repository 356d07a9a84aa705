/** `internalBinding('crypto')`: the entry of the chunk `crypto`. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { createRootBindings } from "../tls/roots.ts";
import { createSecureContextClass } from "../tls/secure-context.ts";
import { suites } from "../tls/suites.ts";
import { createCipherBindings } from "./bind-cipher.ts";
import { withClones } from "./bind-clones.ts";
import { createDhBindings } from "./bind-dh.ts";
import { createEncryptBindings } from "./bind-encrypt.ts";
import { createHashBindings } from "./bind-hash.ts";
import { createJobBindings } from "./bind-jobs.ts";
import { createKeccakBindings } from "./bind-keccak.ts";
import { createKeygenBindings } from "./bind-keygen.ts";
import { createKeyBindings } from "./bind-keys.ts";
import { createSignBindings } from "./bind-sign.ts";
import { createSpkacBindings } from "./bind-spkac.ts";
import { createCertificateBindings } from "./bind-x509.ts";
import { sameBytes } from "./bytes.ts";
import { optionalBytes } from "./context.ts";
import { nodeError } from "./errors.ts";

function timingSafeEqual(left: unknown, right: unknown): boolean {
  const bytes = (value: unknown, name: string) => {
    const found = optionalBytes(value);
    if (found) return found;
    const message = `The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`;
    throw nodeError("ERR_INVALID_ARG_TYPE", message, TypeError);
  };
  const [first, second] = [bytes(left, "buf1"), bytes(right, "buf2")];
  if (first.length === second.length) return sameBytes(first, second);
  throw nodeError("ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH", "Input buffers must have the same byte length", RangeError);
}

/** Node's library leaves kinds of keys out of `SubtleCrypto.supports` and of key generation whose numbers are not there. */
function withoutPostQuantum(constants: Binding): Binding {
  return Object.fromEntries(Object.entries(constants).filter(([name]) => !/^EVP_PKEY_(ML|SLH)_/.test(name)));
}

export function createBinding(runtime: EngineRuntime): Binding {
  const constants = withoutPostQuantum(runtime.data("crypto"));
  const context = { runtime, constants };
  const keys = createKeyBindings(context);
  const Handle = keys.KeyObjectHandle;
  return {
    ...constants,
    ...withClones(context, keys),
    ...createHashBindings(context),
    ...createCipherBindings(context),
    ...createSignBindings(context),
    ...createEncryptBindings(context),
    ...createDhBindings(context),
    ...createKeccakBindings(context),
    ...createJobBindings(context, Handle),
    ...createKeygenBindings(context, Handle),
    ...createCertificateBindings(context, Handle),
    ...createSpkacBindings(context),
    timingSafeEqual,
    getFipsCrypto: () => 0,
    testFipsCrypto: () => false,
    setFipsCrypto(on: boolean) {
      if (on)
        throw nodeError(
          "ERR_CRYPTO_FIPS_UNAVAILABLE",
          "The Glasshouse engine has no FIPS module: leave FIPS mode off.",
        );
    },
    setEngine: () => true,
    secureHeapUsed: () => undefined,
    secureBuffer: (size: number) => new Uint8Array(size),
    getOpenSSLSecLevelCrypto: () => 1,
    ...createRootBindings(context),
    ...createSecureContextClass(context),
    getSSLCiphers: () => suites.map(({ name }) => name),
    getCertificateCompressionAlgorithms: () => [],
  };
}
