/** What ends a connection: as OpenSSL words it for programs, and as an alert for the peer. */

export const alerts = {
  closeNotify: 0,
  unexpectedMessage: 10,
  badRecordMac: 20,
  recordOverflow: 22,
  handshakeFailure: 40,
  badCertificate: 42,
  illegalParameter: 47,
  decodeError: 50,
  decryptError: 51,
  protocolVersion: 70,
  internalError: 80,
  noRenegotiation: 100,
  missingExtension: 109,
  certificateRequired: 116,
  noApplicationProtocol: 120,
} as const;

/** OpenSSL's reasons: number, and words from which Node makes the error's code. */
const reasons = {
  appDataInHandshake: [100, "app data in handshake"],
  noSuitableKeyShare: [101, "no suitable key share"],
  badCertificateVerify: [123, "bad signature"],
  badKeyShare: [108, "bad key share"],
  noSuitableSignature: [118, "no suitable signature algorithm"],
  certificateVerifyFailed: [134, "certificate verify failed"],
  digestCheckFailed: [149, "digest check failed"],
  httpRequest: [156, "http request"],
  lengthMismatch: [159, "length mismatch"],
  noSharedCipher: [193, "no shared cipher"],
  noCiphersAvailable: [181, "no ciphers available"],
  noProtocols: [191, "no protocols available"],
  packetTooLong: [198, "packet length too long"],
  peerCertificateMissing: [199, "peer did not return a certificate"],
  noApplicationProtocol: [235, "no application protocol"],
  unexpectedMessage: [244, "unexpected message"],
  unsupportedProtocol: [258, "unsupported protocol"],
  wrongCipherReturned: [261, "wrong cipher returned"],
  wrongVersionNumber: [267, "wrong version number"],
  badRecordMac: [281, "decryption failed or bad record mac"],
  unsafeRenegotiation: [338, "unsafe legacy renegotiation disabled"],
  internal: [68, "internal error"],
} as const;
export type Reason = keyof typeof reasons;

/** OpenSSL 3's words for alerts that come from the peer; their reason number is 1000 more than the alert's. */
const received: Record<number, string> = {
  10: "ssl/tls alert unexpected message",
  20: "ssl/tls alert bad record mac",
  21: "tlsv1 alert decryption failed",
  22: "tlsv1 alert record overflow",
  40: "ssl/tls alert handshake failure",
  41: "ssl/tls alert no certificate",
  42: "ssl/tls alert bad certificate",
  43: "ssl/tls alert unsupported certificate",
  44: "ssl/tls alert certificate revoked",
  45: "ssl/tls alert certificate expired",
  46: "ssl/tls alert certificate unknown",
  47: "ssl/tls alert illegal parameter",
  48: "tlsv1 alert unknown ca",
  49: "tlsv1 alert access denied",
  50: "tlsv1 alert decode error",
  51: "tlsv1 alert decrypt error",
  70: "tlsv1 alert protocol version",
  71: "tlsv1 alert insufficient security",
  80: "tlsv1 alert internal error",
  86: "tlsv1 alert inappropriate fallback",
  90: "tlsv1 alert user cancelled",
  100: "tlsv1 alert no renegotiation",
  109: "tlsv13 alert missing extension",
  110: "tlsv1 unsupported extension",
  112: "tlsv1 unrecognized name",
  115: "tlsv1 alert unknown psk identity",
  116: "tlsv13 alert certificate required",
  120: "tlsv1 alert no application protocol",
};

const sslLibrary = 20;
const alertReasonBase = 1_000;
/** OpenSSL names the function that gave up; programs only look at what stands around it. */
const place = "ssl/statem";

function opensslLine(reason: number, words: string, tail: string): string {
  const code = ((sslLibrary * 2 ** 23 + reason) >>> 0).toString(16).toUpperCase().padStart(8, "0");
  return `error:${code}:SSL routines:${place}:${words}:${tail}\n`;
}

/** Node's error for one of OpenSSL's `SSL routines`. */
export function sslError(number: number, words: string, tail: string): Error {
  const code = `ERR_SSL_${words.toUpperCase().replace(/[ -]/g, "_")}`;
  return Object.assign(new Error(opensslLine(number, words, tail)), { library: "SSL routines", reason: words, code });
}

/** A failure of this side; `alert` is what the peer is told, null for nothing. */
export class TlsFailure extends Error {
  readonly reason: Reason;
  readonly alert: number | null;

  constructor(reason: Reason, alert: number | null) {
    super(reasons[reason][1]);
    this.reason = reason;
    this.alert = alert;
  }
  toError(): Error {
    const [number, words] = reasons[this.reason];
    return sslError(number, words, "");
  }
}

/** A fatal alert of the peer. */
export class PeerAlert extends Error {
  readonly alert: number;

  constructor(alert: number) {
    super(received[alert] ?? `alert ${alert}`);
    this.alert = alert;
  }
  toError(): Error {
    return sslError(alertReasonBase + this.alert, this.message, `SSL alert number ${this.alert}`);
  }
}
