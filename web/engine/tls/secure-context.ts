/** `SecureContext`: collects what a program sets, checks it as OpenSSL does, and gives it to connections. */
import type { Binding } from "../boot/runtime.ts";

import { latin1Text, noBytes, randomBytes, utf8Text } from "../crypto/bytes.ts";
import { type Certificate, readCertificate } from "../crypto/certificate.ts";
import { isIssuedBy, isSelfIssued } from "../crypto/certificate-verify.ts";
import { type CryptoContext, type Data, toBuffer, toBytes } from "../crypto/context.ts";
import { failures, nodeError, opensslError } from "../crypto/errors.ts";
import { publicHalf } from "../crypto/key.ts";
import { keyFormats, readPrivateKey } from "../crypto/key-input.ts";
import { sameKey } from "../crypto/key-jwk.ts";
import { writeSpki } from "../crypto/key-write.ts";
import { readPem } from "../crypto/pem.ts";
import type { TrustStore } from "./chain.ts";
import type { Credential, TlsContext } from "./context.ts";
import { readCrl } from "./crl.ts";
import { readDhParameters, standardField } from "./dh-parameters.ts";
import { sslError } from "./failure.ts";
import { groups, namedGroups } from "./key-exchange.ts";
import { schemes, versions } from "./parameters.ts";
import { pemCertificates } from "./pem-certificates.ts";
import { openPkcs12 } from "./pkcs12.ts";
import { rootCertificates } from "./roots.ts";
import { methodVersions } from "./secure-protocol.ts";
import { ticketKeyBytes } from "./session.ts";
import { namedSchemes } from "./signature-names.ts";
import { chooseSuites, isModern, namedModernSuites, type Suite, suites } from "./suites.ts";

/** `SSL_OP_…` that this engine looks at. */
const serverPreference = 0x00400000;
const noTicket = 0x00004000;
const disabledVersions: readonly (readonly [option: number, version: number])[] = [
  [0x04000000, versions.tls10],
  [0x10000000, versions.tls11],
  [0x08000000, versions.tls12],
  [0x20000000, versions.tls13],
];

const noCipherMatch = 185;
const defaultSessionSeconds = 300;
const leastDhBits = 1_024;
const weakDhBits = 2_048;

export interface ContextParts {
  context: TlsContext;
  trust(): TrustStore;
}

const settings = new WeakMap<object, () => ContextParts>();

/** What connections read from a program's SecureContext; undefined for another object. */
export function partsOf(value: unknown): ContextParts | undefined {
  return typeof value === "object" && value !== null ? settings.get(value)?.() : undefined;
}

export function createSecureContextClass(crypto: CryptoContext): Binding {
  class SecureContext {
    #minVersion = 0;
    #maxVersion = 0;
    #modern: Suite[] = suites.filter(isModern);
    #older: Suite[] = suites.filter((suite) => !isModern(suite));
    #groups = [...groups];
    #schemes = [...schemes];
    #credentials: Credential[] = [];
    #unpaired: Uint8Array[][] = [];
    #leaf: Certificate | undefined;
    #authorities: Certificate[] = [];
    #wantsRoots = false;
    #crls: TrustStore["crls"] = [];
    #partialChain = false;
    #options = 0;
    #idContext = "";
    #sessionSeconds = defaultSessionSeconds;
    #ticketKeys: Uint8Array = randomBytes(ticketKeyBytes);
    #dh: TlsContext["dh"] = null;

    constructor() {
      settings.set(this, () => this.#parts());
    }

    init(method: string | undefined, minVersion: number, maxVersion: number): void {
      const range = methodVersions(method);
      this.#minVersion = range?.min ?? minVersion;
      this.#maxVersion = range?.max ?? maxVersion;
    }
    setKey(data: Data, passphrase?: string): void {
      const key = readPrivateKey({
        bytes: toBytes(data),
        format: keyFormats.pem,
        encoding: undefined,
        passphrase: passphrase === undefined || passphrase === null ? undefined : toBytes(passphrase, "utf8"),
      });
      const fits = (chain: Uint8Array[]) =>
        sameKey(publicHalf(key), readCertificate(chain[0] ?? noBytes).key, writeSpki);
      const at = this.#unpaired.findIndex(fits);
      const [chain] = at >= 0 ? this.#unpaired.splice(at, 1) : [];
      if (chain) this.#credentials.push({ chain, key, keyType: key.type });
      else if (this.#unpaired.length > 0) throw opensslError(failures.keyValuesMismatch);
    }
    setCert(data: Data): void {
      const chain = pemCertificates(data);
      this.#leaf ??= chain[0];
      this.#unpaired.push(chain.map(({ der }) => der));
    }
    addCACert(data: Data): void {
      const blocks = readPem(latin1Text(toBytes(data))).filter(({ label }) => label.endsWith("CERTIFICATE"));
      // A text without certificates adds none, as in Node.
      if (blocks.length > 0) this.#authorities.push(...pemCertificates(data));
    }
    addRootCerts(): void {
      this.#wantsRoots = true;
    }
    setAllowPartialTrustChain(): void {
      this.#partialChain = true;
    }
    addCRL(data: Data): void {
      const block = readPem(latin1Text(toBytes(data))).find(({ label }) => label === "X509 CRL");
      if (!block) throw nodeError("ERR_CRYPTO_OPERATION_FAILED", "Failed to parse CRL");
      this.#crls.push(readCrl(block.bytes));
    }
    setCipherSuites(text: string): void {
      const named = namedModernSuites(text);
      if (!named) throw sslError(noCipherMatch, "no cipher match", "");
      this.#modern = named;
    }
    setCiphers(text: string): void {
      this.#older = chooseSuites(text);
      // OpenSSL takes an empty list where TLS 1.3's suites remain.
      if (text !== "" && this.#older.length === 0) throw sslError(noCipherMatch, "no cipher match", "");
    }
    setSigalgs(text: string): void {
      const named = namedSchemes(text);
      if (!named) throw nodeError("ERR_CRYPTO_OPERATION_FAILED", "Failed to set signature algorithms");
      this.#schemes = named;
    }
    setECDHCurve(text: string): void {
      const named = namedGroups(text);
      if (!named) throw nodeError("ERR_CRYPTO_OPERATION_FAILED", "Failed to set ECDH curve");
      this.#groups = named;
    }
    /** A sentence where the parameters are weak. */
    setDHParam(data: Data | true): string | undefined {
      if (data === true) {
        this.#dh = standardField();
        return undefined;
      }
      const field = readDhParameters(toBytes(data));
      if (!field) return undefined;
      const bits = field.prime.toString(2).length;
      if (bits < leastDhBits) throw nodeError("ERR_INVALID_ARG_VALUE", "DH parameter is less than 1024 bits");
      this.#dh = field;
      return bits < weakDhBits ? "DH parameter is less than 2048 bits" : undefined;
    }
    setMaxProto(version: number): void {
      this.#maxVersion = version;
    }
    setMinProto(version: number): void {
      this.#minVersion = version;
    }
    getMaxProto(): number {
      return this.#maxVersion;
    }
    getMinProto(): number {
      return this.#minVersion;
    }
    setOptions(options: number): void {
      this.#options |= options;
    }
    setSessionIdContext(text: string): void {
      this.#idContext = text;
    }
    setSessionTimeout(seconds: number): void {
      this.#sessionSeconds = seconds;
    }
    setCertificateCompression(): void {
      throw nodeError(
        "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
        "TLS certificate compression is not supported in the Glasshouse engine: leave certificateCompression out.",
      );
    }
    close(): void {
      this.#credentials = [];
    }
    loadPKCS12(data: ArrayBufferView, passphrase?: ArrayBufferView): void {
      const { key, chain, authorities } = openPkcs12(toBytes(data), passphrase ? utf8Text(toBytes(passphrase)) : "");
      this.#leaf ??= chain[0] && readCertificate(chain[0]);
      this.#credentials.push({ chain: [...chain, ...authorities], key, keyType: key.type });
      this.#authorities.push(...authorities.map(readCertificate));
    }
    setTicketKeys(keys: ArrayBufferView): void {
      this.#ticketKeys = toBytes(keys).slice();
    }
    getTicketKeys(): Uint8Array {
      return toBuffer(crypto, this.#ticketKeys);
    }
    enableTicketKeyCallback(): void {}
    getCertificate(): Uint8Array | null {
      return this.#leaf ? toBuffer(crypto, this.#leaf.der) : null;
    }
    getIssuer(): Uint8Array | null {
      const leaf = this.#leaf;
      const issuer = leaf && this.#trusted().find((one) => isIssuedBy(leaf, one));
      return issuer ? toBuffer(crypto, issuer.der) : null;
    }

    /** A leaf alone goes out with the authorities above it that this context knows, as OpenSSL builds it. */
    #completed(chain: Uint8Array[]): Uint8Array[] {
      const [leaf] = chain;
      if (!leaf || chain.length > 1) return chain;
      const whole = [readCertificate(leaf)];
      for (let last = whole[0]; last && !isSelfIssued(last); ) {
        const below = last;
        last = this.#authorities.find((one) => isIssuedBy(below, one) && !whole.includes(one));
        if (last) whole.push(last);
      }
      return whole.map(({ der }) => der);
    }
    #trusted(): Certificate[] {
      return this.#wantsRoots ? [...this.#authorities, ...rootCertificates(crypto.runtime)] : this.#authorities;
    }
    #parts(): ContextParts {
      const allowed = [versions.tls10, versions.tls11, versions.tls12, versions.tls13].filter(
        (version) => !disabledVersions.some(([option, off]) => off === version && (this.#options & option) !== 0),
      );
      const low = allowed.filter((version) => version >= this.#minVersion);
      const high = allowed.filter((version) => this.#maxVersion === 0 || version <= this.#maxVersion);
      return {
        context: {
          minVersion: low[0] ?? versions.tls13 + 1,
          maxVersion: high.at(-1) ?? 0,
          suites: [...this.#modern, ...this.#older],
          groups: this.#groups,
          schemes: this.#schemes,
          credentials: this.#credentials.map((one) => ({ ...one, chain: this.#completed(one.chain) })),
          authorityNames: this.#authorities.map(({ subjectDer }) => subjectDer),
          serverOrder: (this.#options & serverPreference) !== 0,
          tickets: (this.#options & noTicket) === 0,
          ticketKeys: this.#ticketKeys,
          sessionSeconds: this.#sessionSeconds || defaultSessionSeconds,
          sessionIdContext: this.#idContext,
          dh: this.#dh,
        },
        // The shipped authorities are only read when a chain is checked.
        trust: () => ({ authorities: this.#trusted(), crls: this.#crls, partialChain: this.#partialChain }),
      };
    }
  }
  return { SecureContext };
}
