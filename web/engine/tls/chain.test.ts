import { expect, it } from "vitest";
import { type CertificateOptions, issue } from "../../../test/support/certificates.ts";
import { readCertificate } from "../crypto/certificate.ts";
import { type TrustStore, verifyChain } from "./chain.ts";

const root = issue("Root", { isAuthority: true });
const middle = issue("Middle", { isAuthority: true, issuer: root });
const storeOf = (...trusted: { der: Uint8Array }[]): TrustStore => ({
  authorities: trusted.map(({ der }) => readCertificate(der)),
  crls: [],
  partialChain: false,
});
const verify = (chain: { der: Uint8Array }[], store: TrustStore) =>
  verifyChain(
    chain.map(({ der }) => readCertificate(der)),
    store,
    "server",
    Date.now(),
  ).error;
const leafOf = (options: CertificateOptions = {}) => issue("leaf.test", { issuer: middle, ...options });

it("a chain up to a trusted root is trusted", () => {
  expect(verify([leafOf(), middle], storeOf(root))).toBeNull();
});

it("each flaw has OpenSSL's code", () => {
  const past = { from: new Date(0), until: new Date(1_000_000) };
  const future = { from: new Date(Date.now() + 1e9), until: new Date(Date.now() + 2e9) };
  const plain = issue("NoAuthority", { issuer: root });
  const selfSigned = issue("alone.test");
  const forged = issue("leaf.test", { issuer: { ...middle, keyPem: root.keyPem } });
  expect({
    alone: verify([leafOf()], storeOf(root)),
    withoutRoot: verify([leafOf(), middle], storeOf()),
    selfSigned: verify([selfSigned], storeOf(root)),
    foreignRoot: verify([leafOf(), middle, root], storeOf()),
    expired: verify([leafOf(past), middle], storeOf(root)),
    notYet: verify([leafOf(future), middle], storeOf(root)),
    noAuthority: verify([issue("x.test", { issuer: plain }), plain], storeOf(root)),
    forged: verify([forged, middle], storeOf(root)),
    nothing: verify([], storeOf(root)),
  }).toEqual({
    alone: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    withoutRoot: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    selfSigned: "DEPTH_ZERO_SELF_SIGNED_CERT",
    foreignRoot: "SELF_SIGNED_CERT_IN_CHAIN",
    expired: "CERT_HAS_EXPIRED",
    notYet: "CERT_NOT_YET_VALID",
    noAuthority: "INVALID_CA",
    forged: "CERT_SIGNATURE_FAILURE",
    nothing: "UNSPECIFIED",
  });
});

it("a trusted certificate in the middle is enough where the program says so", () => {
  const store = storeOf(middle);
  expect(verify([leafOf()], store)).toBe("UNABLE_TO_GET_ISSUER_CERT");
  expect(verify([leafOf()], { ...store, partialChain: true })).toBeNull();
});
