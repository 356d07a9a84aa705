/** What programs see of the certificates of a connection. */
import { legacyCertificate } from "../crypto/bind-x509.ts";
import { type Certificate, readCertificate } from "../crypto/certificate.ts";
import { isSelfIssued } from "../crypto/certificate-verify.ts";
import type { CryptoContext } from "../crypto/context.ts";
import { DerFailure } from "../crypto/der.ts";
import { chainErrors, type TrustStore, type VerifiedChain, verifyChain } from "./chain.ts";
import type { Connection } from "./connection.ts";
import { versions } from "./parameters.ts";

type ParseX509 = (der: Uint8Array) => Record<string, unknown>;

function readAll(chain: Uint8Array[]): Certificate[] {
  try {
    return chain.map(readCertificate);
  } catch (error) {
    // A peer may send anything; what is no certificate vouches for nobody.
    if (error instanceof DerFailure) return [];
    throw error;
  }
}

export function createPeerViews(crypto: CryptoContext) {
  const results = new WeakMap<Connection, VerifiedChain>();
  const verified = (c: Connection, trust: () => TrustStore): VerifiedChain => {
    const known = results.get(c);
    if (known) return known;
    const result = verifyChain(readAll(c.peerChain), trust(), c.isServer ? "client" : "server", c.events.nowMs());
    if (c.established) results.set(c, result);
    return result;
  };
  const handle = (der: Uint8Array) => {
    const { parseX509 } = crypto.runtime.internalBinding("crypto") as { parseX509: ParseX509 };
    return parseX509(der);
  };
  return {
    verifyError(c: Connection, trust: () => TrustStore): Error | null {
      const isResumedWithout = c.resumed && c.version >= versions.tls13 && c.peerChain.length === 0;
      const { error } = isResumedWithout ? { error: null } : verified(c, trust);
      return error && Object.assign(new Error(chainErrors[error]), { code: error });
    },
    /** `detailed`: with the issuers, up to one that issued itself. */
    legacyPeer(c: Connection, trust: () => TrustStore, detailed: boolean): object | undefined {
      if (c.peerChain.length === 0) return undefined;
      const { chain } = verified(c, trust);
      const [leaf, ...issuers] = chain.map((one) => legacyCertificate(crypto, one));
      if (!leaf || !detailed) return leaf;
      let current = leaf;
      for (const issuer of issuers) {
        current["issuerCertificate"] = issuer;
        current = issuer;
      }
      const last = chain.at(-1);
      if (last && isSelfIssued(last)) current["issuerCertificate"] = current;
      return leaf;
    },
    legacyOwn(c: Connection): object | undefined {
      const [leaf] = readAll(c.ownChain);
      return leaf && legacyCertificate(crypto, leaf);
    },
    peer(c: Connection, trust: () => TrustStore): object | undefined {
      const [leaf] = c.peerChain;
      if (!leaf) return undefined;
      const handles = verified(c, trust).chain.map(({ der }) => handle(der));
      for (const [index, one] of handles.entries()) one["getIssuerCert"] = () => handles[index + 1];
      return handles[0];
    },
    own(c: Connection): object | undefined {
      const [leaf] = c.ownChain;
      return leaf && handle(leaf);
    },
  };
}
