/** Object identifiers of keys and of what protects them. */
export const oids = {
  rsa: "1.2.840.113549.1.1.1",
  rsaPss: "1.2.840.113549.1.1.10",
  mgf1: "1.2.840.113549.1.1.8",
  ec: "1.2.840.10045.2.1",
  primeField: "1.2.840.10045.1.1",
  dsa: "1.2.840.10040.4.1",
  dh: "1.2.840.113549.1.3.1",
  dhX942: "1.2.840.10046.2.1",
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  scrypt: "1.3.6.1.4.1.11591.4.11",
} as const;

/** HMACs of PBKDF2, by digest. */
export const hmacOids: Record<string, string> = {
  sha1: "1.2.840.113549.2.7",
  sha224: "1.2.840.113549.2.8",
  sha256: "1.2.840.113549.2.9",
  sha384: "1.2.840.113549.2.10",
  sha512: "1.2.840.113549.2.11",
};

/** Ciphers that PKCS #8 keys are encrypted with. */
export const cipherOids: Record<string, string> = {
  "aes-128-ecb": "2.16.840.1.101.3.4.1.1",
  "aes-192-ecb": "2.16.840.1.101.3.4.1.21",
  "aes-256-ecb": "2.16.840.1.101.3.4.1.41",
  "aes-128-cbc": "2.16.840.1.101.3.4.1.2",
  "aes-192-cbc": "2.16.840.1.101.3.4.1.22",
  "aes-256-cbc": "2.16.840.1.101.3.4.1.42",
  "des-ede3-cbc": "1.2.840.113549.3.7",
};

export function nameOfOid(table: Record<string, string>, oid: string): string | undefined {
  return Object.keys(table).find((name) => table[name] === oid);
}
