/**
 * The authorities that contexts trust by themselves: Mozilla's list as Node ships it, taken out of the pinned binary at build time
 * (`n/root-certificates.txt`), and the file that NODE_EXTRA_CA_CERTS names.
 */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { utf8Text } from "../crypto/bytes.ts";
import { type Certificate, readCertificate } from "../crypto/certificate.ts";
import type { CryptoContext, Data } from "../crypto/context.ts";
import { readPem, writePem } from "../crypto/pem.ts";
import { pemCertificates } from "./pem-certificates.ts";

interface Roots {
  bundled?: string[];
  extra?: string[];
  store?: Certificate[];
  /** What a program put in their place (`tls.setDefaultCACertificates`). */
  own?: Certificate[];
}

const known = new WeakMap<EngineRuntime, Roots>();

function rootsOf(runtime: EngineRuntime): Roots {
  const found = known.get(runtime) ?? {};
  known.set(runtime, found);
  return found;
}

function bundledTexts(runtime: EngineRuntime): string[] {
  const roots = rootsOf(runtime);
  roots.bundled ??= runtime.host.readText("n/root-certificates.txt").trim().split("\n\n");
  return roots.bundled;
}

function extraTexts(runtime: EngineRuntime): string[] {
  const roots = rootsOf(runtime);
  roots.extra ??= readExtra(runtime, runtime.environment.variables["NODE_EXTRA_CA_CERTS"]);
  return roots.extra;
}

function readExtra(runtime: EngineRuntime, path: string | undefined): string[] {
  if (!path) return [];
  try {
    const text = utf8Text(runtime.system.call("readFile", [path]));
    return readPem(text).flatMap(({ label, bytes }) =>
      label.endsWith("CERTIFICATE") ? [writePem("CERTIFICATE", bytes)] : [],
    );
  } catch (error) {
    // Node goes on without them. Not `instanceof`: the class of the start-up script is another than this chunk's.
    if (error instanceof Error && "code" in error) return [];
    throw error;
  }
}

const parse = (text: string): Certificate[] => readPem(text).map(({ bytes }) => readCertificate(bytes));

export function rootCertificates(runtime: EngineRuntime): Certificate[] {
  const roots = rootsOf(runtime);
  if (roots.own) return roots.own;
  roots.store ??= [...bundledTexts(runtime), ...extraTexts(runtime)].flatMap(parse);
  return roots.store;
}

export function createRootBindings({ runtime }: CryptoContext): Binding {
  return {
    getBundledRootCertificates: () => [...bundledTexts(runtime)],
    getExtraCACertificates: () => [...extraTexts(runtime)],
    /** A browser does not say whom it trusts. */
    getSystemCACertificates: () => [],
    getUserRootCertificates: () => (rootsOf(runtime).own ?? []).map(({ der }) => writePem("CERTIFICATE", der)),
    resetRootCertStore(list: Data[]): void {
      const certificates = new Map<string, Certificate>();
      for (const data of list) {
        for (const certificate of pemCertificates(data))
          certificates.set(writePem("CERTIFICATE", certificate.der), certificate);
      }
      rootsOf(runtime).own = [...certificates.values()];
    },
    startLoadingCertificatesOffThread() {},
  };
}
