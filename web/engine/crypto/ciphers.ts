/** The ciphers that this engine has, by OpenSSL's names. */
import { blockCiphers } from "./block-ciphers.ts";
import {
  type AeadInput,
  type AeadRun,
  chachaPoly,
  chachaStream,
  counterWithMac,
  galoisCounter,
  offsetCodebook,
} from "./cipher-aead.ts";
import {
  blockMode,
  type CipherRun,
  cipherFeedback,
  counterMode,
  type ModeInput,
  outputFeedback,
} from "./cipher-modes.ts";
import { padWrapMode, tripleDesWrapMode, wrapMode } from "./cipher-wrap.ts";

export type CipherMode = "cbc" | "ccm" | "cfb" | "ctr" | "ecb" | "gcm" | "ocb" | "ofb" | "stream" | "wrap";

export interface CipherKind {
  /** The name that OpenSSL gives it, in lower case. */
  name: string;
  nid: number;
  mode: CipherMode;
  keyBytes: number;
  /** Usual length; 0 for none. */
  ivBytes: number;
  /** 1 for streams. */
  blockBytes: number;
  isAead: boolean;
  create(key: Uint8Array, iv: Uint8Array, encrypts: boolean, tagBytes: number): CipherRun;
}

type BlockMode = (input: ModeInput) => CipherRun;

function blockKind(
  cipher: string,
  [name, nid, mode]: [string, number, CipherMode],
  [keyBytes, ivBytes, blockBytes]: [number, number, number],
  make: BlockMode,
): CipherKind {
  const create = (key: Uint8Array, iv: Uint8Array, encrypts: boolean) => {
    const block = blockCiphers[cipher]?.(key);
    if (!block) throw new RangeError(`no block cipher ${cipher}`);
    return make({ block, iv, encrypts });
  };
  return { name, nid, mode, keyBytes, ivBytes, blockBytes, isAead: false, create };
}

function aeadKind(
  [name, nid, mode]: [string, number, CipherMode],
  keyBytes: number,
  blockBytes: number,
  make: (input: AeadInput) => AeadRun,
): CipherKind {
  const create = (key: Uint8Array, iv: Uint8Array, encrypts: boolean, tagBytes: number) => {
    const block = blockCiphers["aes"]?.(key);
    if (!block) throw new RangeError("no AES");
    return make({ block, iv, encrypts, tagBytes });
  };
  return { name, nid, mode, keyBytes, ivBytes: 12, blockBytes, isAead: true, create };
}

const cbc: BlockMode = (input) => blockMode(input, true);
const ecb: BlockMode = (input) => blockMode(input, false);
const ctr: BlockMode = ({ block, iv }) => counterMode(block, iv);
const cfb: BlockMode = (input) => cipherFeedback(input, "block");
const cfb1: BlockMode = (input) => cipherFeedback(input, 1);
const cfb8: BlockMode = (input) => cipherFeedback(input, 8);

/** OpenSSL's numbers of the modes for keys of 128, 192 and 256 bits. */
const aesNids = {
  cbc: [419, 423, 427],
  ccm: [896, 899, 902],
  cfb: [421, 425, 429],
  cfb1: [650, 651, 652],
  cfb8: [653, 654, 655],
  ctr: [904, 905, 906],
  ecb: [418, 422, 426],
  gcm: [895, 898, 901],
  ocb: [958, 959, 960],
  ofb: [420, 424, 428],
  wrap: [788, 789, 790],
  wrapPad: [897, 900, 903],
} as const;

const kinds: [names: string[], kind: CipherKind][] = [];
for (const [index, bits] of [128, 192, 256].entries()) {
  const keyBytes = bits / 8;
  const nid = (mode: keyof typeof aesNids) => aesNids[mode][index] ?? 0;
  const plain = (name: keyof typeof aesNids, mode: CipherMode, sizes: [number, number], make: BlockMode): void => {
    const full = `aes-${bits}-${name}`;
    const kind = blockKind("aes", [full, nid(name), mode], [keyBytes, ...sizes], make);
    kinds.push([name === "cbc" ? [full, `aes${bits}`] : [full], kind]);
  };
  plain("cbc", "cbc", [16, 16], cbc);
  plain("cfb", "cfb", [16, 1], cfb);
  plain("cfb1", "cfb", [16, 1], cfb1);
  plain("cfb8", "cfb", [16, 1], cfb8);
  plain("ctr", "ctr", [16, 1], ctr);
  plain("ecb", "ecb", [0, 16], ecb);
  plain("ofb", "ofb", [16, 1], outputFeedback);
  const named = (mode: "ccm" | "gcm"): [string, number, CipherMode] => [`id-aes${bits}-${mode}`, nid(mode), mode];
  kinds.push([[`aes-${bits}-ccm`, `id-aes${bits}-CCM`], aeadKind(named("ccm"), keyBytes, 1, counterWithMac)]);
  kinds.push([[`aes-${bits}-gcm`, `id-aes${bits}-GCM`], aeadKind(named("gcm"), keyBytes, 1, galoisCounter)]);
  kinds.push([[`aes-${bits}-ocb`], aeadKind([`aes-${bits}-ocb`, nid("ocb"), "ocb"], keyBytes, 16, offsetCodebook)]);
  const wrap = `id-aes${bits}-wrap`;
  kinds.push([[`aes${bits}-wrap`, wrap], blockKind("aes", [wrap, nid("wrap"), "wrap"], [keyBytes, 8, 8], wrapMode)]);
  kinds.push([
    [`aes${bits}-wrap-pad`, `${wrap}-pad`],
    blockKind("aes", [`${wrap}-pad`, nid("wrapPad"), "wrap"], [keyBytes, 4, 8], padWrapMode),
  ]);
}

function des(names: string[], own: [string, number, CipherMode], sizes: [number, number, number], make: BlockMode) {
  kinds.push([names, blockKind("des", own, sizes, make)]);
}
des(["des-ede", "des-ede-ecb"], ["des-ede", 32, "ecb"], [16, 0, 8], ecb);
des(["des-ede-cbc"], ["des-ede-cbc", 43, "cbc"], [16, 8, 8], cbc);
des(["des-ede-cfb"], ["des-ede-cfb", 60, "cfb"], [16, 8, 1], cfb);
des(["des-ede-ofb"], ["des-ede-ofb", 62, "ofb"], [16, 8, 1], outputFeedback);
des(["des-ede3", "des-ede3-ecb"], ["des-ede3", 33, "ecb"], [24, 0, 8], ecb);
des(["des-ede3-cbc", "des3"], ["des-ede3-cbc", 44, "cbc"], [24, 8, 8], cbc);
des(["des-ede3-cfb"], ["des-ede3-cfb", 61, "cfb"], [24, 8, 1], cfb);
des(["des-ede3-cfb1"], ["des-ede3-cfb1", 658, "cfb"], [24, 8, 1], cfb1);
des(["des-ede3-cfb8"], ["des-ede3-cfb8", 659, "cfb"], [24, 8, 1], cfb8);
des(["des-ede3-ofb"], ["des-ede3-ofb", 63, "ofb"], [24, 8, 1], outputFeedback);
des(
  ["des3-wrap", "id-smime-alg-CMS3DESwrap"],
  ["id-smime-alg-cms3deswrap", 246, "wrap"],
  [24, 0, 8],
  tripleDesWrapMode,
);

const stream = { mode: "stream", keyBytes: 32, blockBytes: 1 } as const;
kinds.push([
  ["chacha20"],
  {
    ...stream,
    name: "chacha20",
    nid: 1019,
    ivBytes: 16,
    isAead: false,
    // The first four bytes of the vector are the number of the first block, little-endian.
    create: (key, iv) => chachaStream(key, iv.slice(4), new DataView(iv.slice().buffer).getUint32(0, true)),
  },
]);
kinds.push([
  ["chacha20-poly1305"],
  {
    ...stream,
    name: "chacha20-poly1305",
    nid: 1018,
    ivBytes: 12,
    isAead: true,
    create: (key, iv, encrypts) => chachaPoly(key, iv, encrypts),
  },
]);

const byName = new Map(kinds.flatMap(([names, kind]) => names.map((name) => [name.toLowerCase(), kind] as const)));
const byNid = new Map(kinds.map(([, kind]) => [kind.nid, kind]));

/** As OpenSSL lists them. */
export const cipherNames: string[] = kinds.flatMap(([names]) => names).sort((left, right) => (left < right ? -1 : 1));

/** By OpenSSL's name in any case, or by its number. */
export function findCipher(nameOrNid: string | number): CipherKind | undefined {
  return typeof nameOrNid === "number" ? byNid.get(nameOrNid) : byName.get(nameOrNid.toLowerCase());
}

export function isAeadRun(run: CipherRun): run is AeadRun {
  return "tag" in run;
}
