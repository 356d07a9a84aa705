/** Steps through a request line or a status line, by llhttp's rules (the parser inside Node), whose codes and reasons they keep. */
import * as characters from "./http-characters.ts";
import {
  lenient,
  methodConnect,
  methodPri,
  mismatch,
  more,
  type Place,
  requestType,
  type Scan,
  type Step,
} from "./http-scan.ts";

const { byte, createTrie } = characters;

export const allMethods =
  "DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK UNLINK SOURCE PRI DESCRIBE ANNOUNCE SETUP PLAY PAUSE TEARDOWN GET_PARAMETER SET_PARAMETER REDIRECT RECORD FLUSH QUERY".split(
    " ",
  );
const rtspOnly = "DESCRIBE ANNOUNCE SETUP PLAY PAUSE TEARDOWN GET_PARAMETER SET_PARAMETER REDIRECT RECORD FLUSH".split(
  " ",
);
const rtspMethods = new Set(["GET", "POST", "OPTIONS", ...rtspOnly]);
const methodWords = createTrie(allMethods);
const protocols = ["HTTP", "RTSP", "ICE"];
const protocolWords = createTrie(protocols);
const preface = createTrie(["\r\n\r\nSM\r\n\r\n"]);
const lineEnd = createTrie(["\r\n"]);
const protocolReason = "Expected HTTP/, RTSP/ or ICE/";

function checkMethod(scan: Scan, protocol: string | undefined): void {
  const method = allMethods[scan.method] ?? "";
  if (protocol === "HTTP" && rtspOnly.includes(method)) {
    scan.fail("INVALID_CONSTANT", "Invalid method for HTTP/x.x request");
  }
  if (protocol === "RTSP" && !rtspMethods.has(method)) {
    scan.fail("INVALID_CONSTANT", "Invalid method for RTSP/x.x request");
  }
  if (protocol === "ICE" && method !== "SOURCE") {
    scan.fail("INVALID_CONSTANT", "Expected SOURCE method for ICE/x.x request");
  }
}

function digitOf(scan: Scan): number {
  const digit = scan.peek() - 48;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

function isKnownVersion(scan: Scan): boolean {
  const version = `${scan.major}.${scan.minor}`;
  return version === "0.9" || version === "1.0" || version === "1.1" || version === "2.0";
}

/** A step that takes exactly one byte. */
function one(code: number, next: Place, errorCode: string, reason: string): Step {
  return (scan) => {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found !== code) scan.fail(errorCode, reason);
    scan.at++;
    return next;
  };
}

/** A step for the line feed behind a carriage return. */
function lineFeed(next: Place, reason: string): Step {
  return (scan) => {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.lineFeed) scan.at++;
    else if (!scan.allows(lenient.optionalLineFeedAfterReturn)) scan.fail("STRICT", reason);
    return next;
  };
}

/** The end of a URL at a blank or line end, undefined if it goes on. */
function urlEnd(scan: Scan, found: number): Place | undefined {
  refuseControl(scan, found);
  if (found === byte.space) {
    scan.endSpan(1);
    return "urlEnded";
  }
  if (found === byte.return) {
    scan.endSpan();
    return "urlLineEnd";
  }
  if (found !== byte.lineFeed) return undefined;
  scan.endSpan(1);
  return "urlEndedLine";
}

/** A tab or form feed is refused everywhere in a URL. */
function refuseControl(scan: Scan, found: number): void {
  if (found !== byte.tab && found !== byte.formFeed) return;
  scan.at++;
  scan.fail("INVALID_URL", "Invalid characters in url");
}

function refuseBlank(scan: Scan, found: number): void {
  refuseControl(scan, found);
  if (found !== byte.space && found !== byte.return && found !== byte.lineFeed) return;
  scan.at++;
  scan.fail("INVALID_URL", "Invalid characters in url");
}

function urlServer(self: Place): Step {
  return (scan) => {
    const found = scan.peek();
    if (found < 0) return undefined;
    const end = urlEnd(scan, found);
    if (end) return end;
    if (found !== byte.at && found !== byte.slash && found !== byte.question && characters.isServer[found] !== 1) {
      scan.fail("INVALID_URL", "Unexpected char in url server");
    }
    scan.at++;
    if (found === byte.slash) return "urlPath";
    if (found === byte.question) return "urlQuery";
    if (found !== byte.at) return "urlServer";
    if (self === "urlServerWithAt") scan.fail("INVALID_URL", "Double @ in url");
    return "urlServerWithAt";
  };
}

function startUrl(scan: Scan): Place | undefined {
  const found = scan.peek();
  if (found < 0) return undefined;
  refuseBlank(scan, found);
  if (found === byte.slash || found === 42) {
    scan.at++;
    return "urlPath";
  }
  if (characters.isLetter[found] !== 1) scan.fail("INVALID_URL", "Unexpected start char in url");
  return "urlSchema";
}

function urlSchema(scan: Scan): Place | undefined {
  const found = scan.skip(characters.isLetter);
  if (found < 0) return undefined;
  refuseBlank(scan, found);
  if (found !== byte.colon) scan.fail("INVALID_URL", "Unexpected char in url schema");
  scan.at++;
  return "urlSchemaDelimiter";
}

const urlSteps = {
  urlStart: startUrl,
  urlSchema,
  urlSchemaDelimiter(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    refuseBlank(scan, found);
    return one(byte.slash, "urlSchemaSlash", "INVALID_URL", "Unexpected char in url schema")(scan);
  },
  urlSchemaSlash: one(byte.slash, "urlServer", "INVALID_URL", "Unexpected char in url schema"),
  urlServer: urlServer("urlServer"),
  urlServerWithAt: urlServer("urlServerWithAt"),
  urlPath(scan) {
    const found = scan.skip(characters.isUrl);
    if (found < 0) return undefined;
    const end = urlEnd(scan, found);
    if (end) return end;
    if (found !== byte.question && found !== byte.hash) scan.fail("INVALID_URL", "Invalid char in url path");
    scan.at++;
    return found === byte.question ? "urlQuery" : "urlFragment";
  },
  urlQuery(scan) {
    const found = scan.skip(characters.isQuery);
    if (found < 0) return undefined;
    const end = urlEnd(scan, found);
    if (end) return end;
    if (found !== byte.hash) scan.fail("INVALID_URL", "Invalid char in url query");
    scan.at++;
    return "urlFragment";
  },
  urlFragment(scan) {
    const found = scan.skip(characters.isFragment);
    if (found < 0) return undefined;
    return urlEnd(scan, found) ?? scan.fail("INVALID_URL", "Invalid char in url fragment start");
  },
  urlLineEnd(scan) {
    const found = scan.follow(lineEnd);
    if (found === more) return undefined;
    return found === mismatch ? scan.fail("INVALID_URL", "Expected CRLF") : "urlEndedLine";
  },
  urlEnded(scan) {
    if (scan.peek() < 0) return undefined;
    refuseControl(scan, scan.peek());
    return "requestProtocol";
  },
  urlEndedLine(scan) {
    if (scan.peek() < 0) return undefined;
    refuseControl(scan, scan.peek());
    scan.major = 0;
    scan.minor = 9;
    return "headersStart";
  },
} satisfies Partial<Record<Place, Step>>;

const versionSteps = {
  requestProtocol: (scan) => (scan.skip(characters.isSpace) < 0 ? undefined : "protocol"),
  protocol(scan) {
    const found = scan.follow(protocolWords);
    if (found === more) return undefined;
    if (found === mismatch) scan.fail("INVALID_CONSTANT", protocolReason);
    if (scan.type === requestType) checkMethod(scan, protocols[found]);
    return "protocolSlash";
  },
  protocolSlash: one(byte.slash, "versionMajor", "INVALID_CONSTANT", protocolReason),
  versionMajor(scan) {
    if (scan.peek() < 0) return undefined;
    scan.major = digitOf(scan);
    if (scan.major < 0) scan.fail("INVALID_VERSION", "Invalid major version");
    scan.at++;
    return "versionDot";
  },
  versionDot: one(byte.dot, "versionMinor", "INVALID_VERSION", "Expected dot"),
  versionMinor(scan) {
    if (scan.peek() < 0) return undefined;
    scan.minor = digitOf(scan);
    if (scan.minor < 0) scan.fail("INVALID_VERSION", "Invalid minor version");
    scan.at++;
    if (!isKnownVersion(scan) && !scan.allows(lenient.version)) scan.fail("INVALID_VERSION", "Invalid HTTP version");
    if (scan.type !== requestType) return "spaceAfterVersion";
    return scan.method === methodPri ? "prefaceOfHttp2" : "requestLineEnd";
  },
} satisfies Partial<Record<Place, Step>>;

const requestSteps = {
  method(scan) {
    const found = scan.follow(methodWords);
    if (found === more) return undefined;
    if (found === mismatch) scan.fail("INVALID_METHOD", "Invalid method encountered");
    scan.method = found;
    return "spaceAfterMethod";
  },
  spaceAfterMethod: one(byte.space, "spacesBeforeUrl", "INVALID_METHOD", "Expected space after method"),
  spacesBeforeUrl(scan) {
    if (scan.skip(characters.isSpace) < 0) return undefined;
    scan.beginSpan("url");
    return scan.method === methodConnect ? "urlServer" : "urlStart";
  },
  requestLineEnd(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    const reason = "Expected CRLF after version";
    if (found !== byte.return && found !== byte.lineFeed) scan.fail("INVALID_VERSION", reason);
    scan.at++;
    if (found === byte.lineFeed && !scan.allows(lenient.optionalReturnBeforeLineFeed)) {
      scan.fail("INVALID_VERSION", reason);
    }
    return "requestLineFeed";
  },
  requestLineFeed: lineFeed("headersStart", "Expected CRLF after version"),
  prefaceOfHttp2(scan) {
    const found = scan.follow(preface);
    if (found === more) return undefined;
    if (found === mismatch) scan.fail("INVALID_VERSION", "Expected HTTP/2 Connection Preface");
    return scan.fail("PAUSED_H2_UPGRADE", "Pause on PRI/Upgrade");
  },
} satisfies Partial<Record<Place, Step>>;

const statusSteps = {
  spaceAfterVersion(scan) {
    scan.status = 0;
    scan.statusDigits = 0;
    return one(byte.space, "statusCode", "INVALID_VERSION", "Expected space after version")(scan);
  },
  statusCode(scan) {
    while (scan.statusDigits < 3) {
      if (scan.peek() < 0) return undefined;
      const digit = digitOf(scan);
      if (digit < 0) scan.fail("INVALID_STATUS", "Invalid status code");
      scan.status = scan.status * 10 + digit;
      scan.statusDigits++;
      scan.at++;
    }
    return "afterStatusCode";
  },
  afterStatusCode(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    const isEnd = found === byte.return || found === byte.lineFeed;
    if (found !== byte.space && !isEnd) scan.fail("INVALID_STATUS", "Invalid response status");
    scan.at++;
    if (found === byte.return) return "statusLineFeed";
    if (found === byte.lineFeed) {
      if (scan.allows(lenient.optionalReturnBeforeLineFeed)) return "headersStart";
      scan.fail("INVALID_STATUS", "Invalid response status");
    }
    scan.beginSpan("status");
    return "statusText";
  },
  statusText(scan) {
    const found = scan.skip(characters.isNotReturn);
    if (found < 0) return undefined;
    scan.endSpan(1);
    if (found === byte.return) return "statusLineFeed";
    if (scan.allows(lenient.optionalReturnBeforeLineFeed)) return "headersStart";
    return scan.fail("CR_EXPECTED", "Missing expected CR after response line");
  },
  statusLineFeed: lineFeed("headersStart", "Expected LF after CR"),
} satisfies Partial<Record<Place, Step>>;

export const startLineSteps = { ...requestSteps, ...urlSteps, ...versionSteps, ...statusSteps };
