/** Signature algorithms as `sigalgs` and `getSharedSigalgs()` write them. */
import { type Scheme, schemeOf, schemes } from "./parameters.ts";

const keyNames: Record<string, Scheme["key"]> = { RSA: "rsa", ECDSA: "ec", "RSA-PSS": "rsa" };

function matches(name: string, scheme: Scheme): boolean {
  if (name.toLowerCase() === scheme.name) return true;
  const [key = "", digest = ""] = name.split("+");
  const padding = key.toUpperCase() === "RSA-PSS" || key.toUpperCase() === "PSS" ? "pss" : "pkcs1";
  const wanted = keyNames[key.toUpperCase()] ?? (key.toUpperCase() === "PSS" ? "rsa" : undefined);
  if (wanted !== scheme.key || digest.toLowerCase() !== scheme.digest) return false;
  return wanted === "ec" || scheme.padding === padding;
}

/** Schemes in the list's order; undefined when a name is unknown. */
export function namedSchemes(text: string): Scheme[] | undefined {
  const found = text.split(":").map((name) => schemes.filter((scheme) => matches(name, scheme)));
  return found.some((list) => list.length === 0) ? undefined : found.flat();
}

/** `RSA-PSS+SHA256`, `ECDSA+SHA384`, `Ed25519`. */
export function signatureName(id: number): string {
  const scheme = schemeOf(id);
  if (!scheme) return `UNDEF+${id}`;
  if (scheme.key === "ed25519") return "Ed25519";
  if (scheme.key === "ed448") return "Ed448";
  const key = scheme.key === "ec" ? "ECDSA" : scheme.padding === "pss" ? "RSA-PSS" : "RSA";
  return `${key}+${(scheme.digest ?? "").toUpperCase()}`;
}
