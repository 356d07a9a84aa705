/** Certificates of a PEM text, with OpenSSL's words for one that holds none. */
import { latin1Text } from "../crypto/bytes.ts";
import { type Certificate, readCertificate } from "../crypto/certificate.ts";
import { type Data, toBytes } from "../crypto/context.ts";
import { DerFailure } from "../crypto/der.ts";
import { failures, opensslError } from "../crypto/errors.ts";
import { readPem } from "../crypto/pem.ts";

export function pemCertificates(data: Data): Certificate[] {
  const blocks = readPem(latin1Text(toBytes(data))).filter(({ label }) => label.endsWith("CERTIFICATE"));
  if (blocks.length === 0) throw opensslError(failures.pemNoStartLine);
  try {
    return blocks.map(({ bytes }) => readCertificate(bytes));
  } catch (error) {
    if (error instanceof DerFailure) throw opensslError(failures.asn1WrongTag);
    throw error;
  }
}
