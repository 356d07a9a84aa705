/** Cipher suites, in OpenSSL's default order, and its language for choosing among them. */
import { versions } from "./parameters.ts";

export interface Suite {
  id: number;
  /** OpenSSL's name. */
  name: string;
  /** IANA's. */
  standardName: string;
  /** `getCipher().version`: the oldest protocol that has it. */
  since: "TLSv1.3" | "TLSv1.2" | "TLSv1" | "SSLv3";
  exchange: "any" | "ecdhe" | "dhe" | "rsa";
  auth: "any" | "rsa" | "ecdsa";
  hash: "sha256" | "sha384";
  cipher: "gcm" | "chacha" | "cbc";
  keyBytes: 16 | 32;
  /** For CBC: HMAC's hash. */
  mac?: "sha1" | "sha256" | "sha384";
}

type Row = [id: number, name: string, standardName: string, rest: Omit<Suite, "id" | "name" | "standardName">];

const modern = (hash: Suite["hash"], cipher: Suite["cipher"], keyBytes: Suite["keyBytes"]): Row[3] => ({
  since: "TLSv1.3",
  exchange: "any",
  auth: "any",
  hash,
  cipher,
  keyBytes,
});
const aead = (
  exchange: Suite["exchange"],
  auth: Suite["auth"],
  hash: Suite["hash"],
  cipher: Suite["cipher"],
  keyBytes: Suite["keyBytes"],
): Row[3] => ({ since: "TLSv1.2", exchange, auth, hash, cipher, keyBytes });
const cbc = (
  exchange: Suite["exchange"],
  auth: Suite["auth"],
  mac: "sha1" | "sha256" | "sha384",
  keyBytes: Suite["keyBytes"],
): Row[3] => ({
  since: mac !== "sha1" ? "TLSv1.2" : exchange === "rsa" ? "SSLv3" : "TLSv1",
  exchange,
  auth,
  hash: mac === "sha384" ? "sha384" : "sha256",
  cipher: "cbc",
  keyBytes,
  mac,
});

const rows: Row[] = [
  [0x1302, "TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384", modern("sha384", "gcm", 32)],
  [0x1303, "TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256", modern("sha256", "chacha", 32)],
  [0x1301, "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256", modern("sha256", "gcm", 16)],
  [
    0xc02c,
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    aead("ecdhe", "ecdsa", "sha384", "gcm", 32),
  ],
  [
    0xc030,
    "ECDHE-RSA-AES256-GCM-SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    aead("ecdhe", "rsa", "sha384", "gcm", 32),
  ],
  [0x009f, "DHE-RSA-AES256-GCM-SHA384", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", aead("dhe", "rsa", "sha384", "gcm", 32)],
  [
    0xcca9,
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    aead("ecdhe", "ecdsa", "sha256", "chacha", 32),
  ],
  [
    0xcca8,
    "ECDHE-RSA-CHACHA20-POLY1305",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    aead("ecdhe", "rsa", "sha256", "chacha", 32),
  ],
  [
    0xccaa,
    "DHE-RSA-CHACHA20-POLY1305",
    "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    aead("dhe", "rsa", "sha256", "chacha", 32),
  ],
  [
    0xc02b,
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    aead("ecdhe", "ecdsa", "sha256", "gcm", 16),
  ],
  [
    0xc02f,
    "ECDHE-RSA-AES128-GCM-SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    aead("ecdhe", "rsa", "sha256", "gcm", 16),
  ],
  [0x009e, "DHE-RSA-AES128-GCM-SHA256", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", aead("dhe", "rsa", "sha256", "gcm", 16)],
  [0xc024, "ECDHE-ECDSA-AES256-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", cbc("ecdhe", "ecdsa", "sha384", 32)],
  [0xc028, "ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", cbc("ecdhe", "rsa", "sha384", 32)],
  [0x006b, "DHE-RSA-AES256-SHA256", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", cbc("dhe", "rsa", "sha256", 32)],
  [0xc023, "ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", cbc("ecdhe", "ecdsa", "sha256", 16)],
  [0xc027, "ECDHE-RSA-AES128-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", cbc("ecdhe", "rsa", "sha256", 16)],
  [0x0067, "DHE-RSA-AES128-SHA256", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", cbc("dhe", "rsa", "sha256", 16)],
  [0xc00a, "ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", cbc("ecdhe", "ecdsa", "sha1", 32)],
  [0xc014, "ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", cbc("ecdhe", "rsa", "sha1", 32)],
  [0xc009, "ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", cbc("ecdhe", "ecdsa", "sha1", 16)],
  [0xc013, "ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", cbc("ecdhe", "rsa", "sha1", 16)],
  [0x009d, "AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384", aead("rsa", "rsa", "sha384", "gcm", 32)],
  [0x009c, "AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256", aead("rsa", "rsa", "sha256", "gcm", 16)],
  [0x003d, "AES256-SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA256", cbc("rsa", "rsa", "sha256", 32)],
  [0x003c, "AES128-SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256", cbc("rsa", "rsa", "sha256", 16)],
  [0x0035, "AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", cbc("rsa", "rsa", "sha1", 32)],
  [0x002f, "AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", cbc("rsa", "rsa", "sha1", 16)],
];

export const suites: readonly Suite[] = rows.map(([id, name, standardName, rest]) => ({
  id,
  name,
  standardName,
  ...rest,
}));
export const isModern = (suite: Suite): boolean => suite.since === "TLSv1.3";
export const suiteVersionFits = (suite: Suite, version: number): boolean =>
  isModern(suite) === (version === versions.tls13);

/** OpenSSL's words for groups of suites; a `+` joins several. */
const groups: Record<string, (suite: Suite) => boolean> = {
  ALL: () => true,
  DEFAULT: () => true,
  HIGH: () => true,
  COMPLEMENTOFDEFAULT: () => false,
  ECDHE: (suite) => suite.exchange === "ecdhe",
  EECDH: (suite) => suite.exchange === "ecdhe",
  kECDHE: (suite) => suite.exchange === "ecdhe",
  kEECDH: (suite) => suite.exchange === "ecdhe",
  DHE: (suite) => suite.exchange === "dhe",
  EDH: (suite) => suite.exchange === "dhe",
  kDHE: (suite) => suite.exchange === "dhe",
  kEDH: (suite) => suite.exchange === "dhe",
  kRSA: (suite) => suite.exchange === "rsa",
  aRSA: (suite) => suite.auth === "rsa",
  RSA: (suite) => suite.exchange === "rsa",
  aECDSA: (suite) => suite.auth === "ecdsa",
  ECDSA: (suite) => suite.auth === "ecdsa",
  AES: (suite) => suite.cipher !== "chacha",
  AES128: (suite) => suite.keyBytes === 16,
  AES256: (suite) => suite.cipher !== "chacha" && suite.keyBytes === 32,
  AESGCM: (suite) => suite.cipher === "gcm",
  CHACHA20: (suite) => suite.cipher === "chacha",
  SHA: (suite) => suite.mac === "sha1",
  SHA1: (suite) => suite.mac === "sha1",
  SHA256: (suite) => suite.mac === "sha256",
  SHA384: (suite) => suite.mac === "sha384",
  "TLSv1.2": (suite) => suite.since === "TLSv1.2",
  TLSv1: (suite) => suite.since === "TLSv1",
};

function matcher(word: string): ((suite: Suite) => boolean) | undefined {
  const named = suites.find((suite) => suite.name === word || suite.standardName === word);
  if (named) return (suite) => suite === named;
  const parts = word.split("+").map((part) => groups[part]);
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? (suite) => known.every((part) => part(suite)) : undefined;
}

/**
 * Suites of TLS 1.2 that a cipher string chooses, in its order. `!` removes for good, `-` removes, `+` moves to the end, `@…` is
 * a directive; an unknown word matches nothing.
 */
export function chooseSuites(text: string): Suite[] {
  const older = suites.filter((suite) => !isModern(suite));
  let chosen: Suite[] = [];
  const killed = new Set<Suite>();
  for (const part of text.split(/[:, ;]+/)) {
    // `ALL@SECLEVEL=0`: the directive may stand behind a word.
    const [word = ""] = part.split("@");
    if (word === "") continue;
    const sign = /^[!+-]/.exec(word)?.[0] ?? "";
    const fits = matcher(word.slice(sign.length));
    if (!fits) continue;
    if (sign === "")
      chosen.push(...older.filter((suite) => fits(suite) && !chosen.includes(suite) && !killed.has(suite)));
    else if (sign === "+") chosen = [...chosen.filter((suite) => !fits(suite)), ...chosen.filter(fits)];
    else chosen = chosen.filter((suite) => !fits(suite));
    if (sign === "!") for (const suite of older.filter(fits)) killed.add(suite);
  }
  return chosen;
}

/** TLS 1.3 suites by name; undefined when one is unknown. */
export function namedModernSuites(text: string): Suite[] | undefined {
  const names = text.split(":").filter((name) => name !== "" && !name.startsWith("!"));
  const found = names.map((name) => suites.find((suite) => isModern(suite) && suite.name === name));
  const known = found.filter((suite) => suite !== undefined);
  return known.length === found.length ? known : undefined;
}
