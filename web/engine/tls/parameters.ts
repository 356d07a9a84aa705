/** The numbers of the protocol: versions, messages, extensions, groups, signature schemes (IANA's TLS registries). */

export const versions = { tls10: 0x0301, tls11: 0x0302, tls12: 0x0303, tls13: 0x0304 } as const;

const versionNames: Record<number, string> = {
  [versions.tls10]: "TLSv1",
  [versions.tls11]: "TLSv1.1",
  [versions.tls12]: "TLSv1.2",
  [versions.tls13]: "TLSv1.3",
};
export const versionName = (version: number): string => versionNames[version] ?? "unknown";

export const contentTypes = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

export const messageTypes = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
  certificateStatus: 22,
  keyUpdate: 24,
  /** Stands for the first hello in the transcript after a retry (RFC 8446, 4.4.1). */
  messageHash: 254,
} as const;

export const extensions = {
  serverName: 0,
  statusRequest: 5,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  applicationProtocols: 16,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  preSharedKey: 41,
  supportedVersions: 43,
  cookie: 44,
  pskKeyExchangeModes: 45,
  certificateAuthorities: 47,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const;

export interface Scheme {
  id: number;
  /** As OpenSSL's `sigalgs` and `getSharedSigalgs` write it. */
  name: string;
  key: "rsa" | "rsa-pss" | "ec" | "ed25519" | "ed448";
  digest: "sha1" | "sha256" | "sha384" | "sha512" | null;
  padding?: "pkcs1" | "pss";
  /** TLS 1.3 ties the curve to the scheme. */
  curve?: string;
}

/** OpenSSL's default order. */
export const schemes: readonly Scheme[] = [
  { id: 0x0403, name: "ecdsa_secp256r1_sha256", key: "ec", digest: "sha256", curve: "prime256v1" },
  { id: 0x0503, name: "ecdsa_secp384r1_sha384", key: "ec", digest: "sha384", curve: "secp384r1" },
  { id: 0x0603, name: "ecdsa_secp521r1_sha512", key: "ec", digest: "sha512", curve: "secp521r1" },
  { id: 0x0807, name: "ed25519", key: "ed25519", digest: null },
  { id: 0x0808, name: "ed448", key: "ed448", digest: null },
  { id: 0x0809, name: "rsa_pss_pss_sha256", key: "rsa-pss", digest: "sha256", padding: "pss" },
  { id: 0x080a, name: "rsa_pss_pss_sha384", key: "rsa-pss", digest: "sha384", padding: "pss" },
  { id: 0x080b, name: "rsa_pss_pss_sha512", key: "rsa-pss", digest: "sha512", padding: "pss" },
  { id: 0x0804, name: "rsa_pss_rsae_sha256", key: "rsa", digest: "sha256", padding: "pss" },
  { id: 0x0805, name: "rsa_pss_rsae_sha384", key: "rsa", digest: "sha384", padding: "pss" },
  { id: 0x0806, name: "rsa_pss_rsae_sha512", key: "rsa", digest: "sha512", padding: "pss" },
  { id: 0x0401, name: "rsa_pkcs1_sha256", key: "rsa", digest: "sha256", padding: "pkcs1" },
  { id: 0x0501, name: "rsa_pkcs1_sha384", key: "rsa", digest: "sha384", padding: "pkcs1" },
  { id: 0x0601, name: "rsa_pkcs1_sha512", key: "rsa", digest: "sha512", padding: "pkcs1" },
];

export const schemeOf = (id: number): Scheme | undefined => schemes.find((scheme) => scheme.id === id);

/** TLS 1.3 signs handshakes with PSS only. */
export const fitsVersion = (scheme: Scheme, version: number): boolean =>
  version < versions.tls13 || scheme.padding !== "pkcs1";
