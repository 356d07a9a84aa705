/** Steps through header fields and trailers; what they say of length, coding and connection is kept in the scan. */
import * as characters from "./http-characters.ts";
import {
  type HeaderKind,
  lenient,
  messageFlags,
  methodConnect,
  mismatch,
  more,
  type Place,
  requestType,
  type Scan,
  type Step,
} from "./http-scan.ts";

const { byte, createTrie } = characters;

const specialNames: HeaderKind[] = ["connection", "content-length", "connection", "transfer-encoding", "upgrade"];
const specialWords = createTrie(
  ["connection", "content-length", "proxy-connection", "transfer-encoding", "upgrade"],
  true,
);
const connectionKinds: HeaderKind[] = ["close", "connection-upgrade", "keep-alive"];
const connectionWords = createTrie(["close", "upgrade", "keep-alive"], true);
const chunkedWord = createTrie(["chunked"], true);
const largestLength = 2 ** 64;
const valueReason = "Invalid header value char";

/** Decides, before the headers are told, whether another protocol follows. */
function tellHeaders(scan: Scan): Place {
  const asked = scan.has(messageFlags.upgrade) && scan.has(messageFlags.connectionUpgrade);
  scan.upgrade = asked
    ? scan.type === requestType || scan.status === 101
    : scan.type === requestType && scan.method === methodConnect;
  const answer = scan.listener.headersComplete();
  if (answer === 2) scan.upgrade = true;
  if (answer === 1 || answer === 2) scan.flags |= messageFlags.skipBody;
  else if (answer !== 0) scan.fail("CB_HEADERS_COMPLETE", "User callback error");
  return "headersDone";
}

function endFields(scan: Scan): Place {
  if (!scan.has(messageFlags.trailing)) return tellHeaders(scan);
  scan.listener.chunkPart();
  return "messageDone";
}

/** Keeps what the value of `Connection` or `Transfer-Encoding` just said. */
function keepHeader(scan: Scan): void {
  const bits: Partial<Record<HeaderKind, number>> = {
    "keep-alive": messageFlags.keepAlive,
    close: messageFlags.close,
    "connection-upgrade": messageFlags.connectionUpgrade,
    chunked: messageFlags.chunked,
  };
  const bit = bits[scan.header];
  if (bit === undefined) return;
  scan.flags |= bit;
  if (scan.header !== "chunked") scan.header = "connection";
}

function endField(scan: Scan): Place {
  scan.endSpan(1);
  const strict = !scan.allows(lenient.chunkedLength);
  if (strict && scan.header === "transfer-encoding" && scan.has(messageFlags.contentLength)) {
    scan.fail("INVALID_TRANSFER_ENCODING", "Transfer-Encoding can't be present with Content-Length");
  }
  if (strict && scan.header === "content-length" && scan.has(messageFlags.transferEncoding)) {
    scan.fail("INVALID_CONTENT_LENGTH", "Content-Length can't be present with Transfer-Encoding");
  }
  return "valueSpace";
}

function general(scan: Scan, place: Place): Place {
  scan.header = "general";
  return place;
}

/** In a request nothing may follow `chunked`. */
function refuseAfterChunked(scan: Scan): void {
  if (scan.type !== requestType || scan.allows(lenient.transferEncoding)) return;
  scan.endSpan(1);
  scan.fail("INVALID_TRANSFER_ENCODING", "Invalid `Transfer-Encoding` header value");
}

const fieldSteps = {
  headersStart(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.space) {
      scan.at++;
      if (!scan.allows(lenient.headers)) scan.fail("UNEXPECTED_SPACE", "Unexpected space after start line");
    }
    return "fieldStart";
  },
  fieldStart(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.return) {
      scan.at++;
      return "headersLineFeed";
    }
    if (found === byte.lineFeed) {
      scan.at++;
      if (scan.allows(lenient.optionalReturnBeforeLineFeed)) return endFields(scan);
      scan.fail("INVALID_HEADER_TOKEN", "Invalid header field char");
    }
    if (found === byte.colon) scan.fail("INVALID_HEADER_TOKEN", "Invalid header token");
    scan.beginSpan("field");
    return "fieldName";
  },
  fieldName(scan) {
    const found = scan.follow(specialWords);
    if (found === more) return undefined;
    if (found === mismatch) return general(scan, "fieldGeneral");
    scan.header = specialNames[found] ?? "general";
    return "fieldColon";
  },
  fieldColon(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.colon) return endField(scan);
    if (found !== byte.space) return general(scan, "fieldGeneral");
    if (scan.allows(lenient.headers)) return "fieldColonSpace";
    scan.endSpan(1);
    return scan.fail("INVALID_HEADER_TOKEN", "Invalid header field char");
  },
  fieldColonSpace: (scan) => (scan.skip(characters.isSpace) < 0 ? undefined : "fieldColon"),
  fieldGeneral(scan) {
    const found = scan.skip(characters.isToken);
    if (found < 0) return undefined;
    return found === byte.colon ? endField(scan) : scan.fail("INVALID_HEADER_TOKEN", "Invalid header token");
  },
  headersLineFeed(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.lineFeed) scan.at++;
    else if (!scan.allows(lenient.optionalLineFeedAfterReturn)) scan.fail("STRICT", "Expected LF after headers");
    return endFields(scan);
  },
} satisfies Partial<Record<Place, Step>>;

function startValue(scan: Scan): Place {
  switch (scan.header) {
    case "upgrade":
      scan.flags |= messageFlags.upgrade;
      return general(scan, "valueGeneral");
    case "transfer-encoding":
      if (scan.has(messageFlags.chunked)) refuseAfterChunked(scan);
      scan.flags = (scan.flags | messageFlags.transferEncoding) & ~messageFlags.chunked;
      return "codingChunked";
    case "content-length":
      return "lengthOnce";
    case "connection":
      return "connectionOption";
    default:
      return "valueGeneral";
  }
}

const valueSteps = {
  valueSpace(scan) {
    const found = scan.skip(characters.isBlank);
    if (found < 0) return undefined;
    if (found !== byte.return && found !== byte.lineFeed) {
      scan.beginSpan("value");
      return "valueStart";
    }
    scan.at++;
    if (found === byte.return) return "valueEmptyLineFeed";
    if (scan.allows(lenient.optionalReturnBeforeLineFeed)) return "valueEmptyFold";
    return scan.fail("INVALID_HEADER_TOKEN", valueReason);
  },
  valueEmptyLineFeed(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.lineFeed) scan.at++;
    else if (!scan.allows(lenient.headers)) scan.fail("STRICT", "Expected LF after CR");
    return "valueEmptyFold";
  },
  valueEmptyFold(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.space || found === byte.tab) {
      scan.at++;
      if (scan.allows(lenient.headers)) return "valueSpace";
      scan.fail("INVALID_HEADER_TOKEN", valueReason);
    }
    if (scan.header === "content-length") scan.fail("INVALID_CONTENT_LENGTH", "Empty Content-Length");
    if (scan.header === "transfer-encoding") scan.fail("INVALID_TRANSFER_ENCODING", "Empty Transfer-Encoding");
    keepHeader(scan);
    scan.beginSpan("value");
    scan.endSpan();
    return "fieldStart";
  },
  valueStart: startValue,
  valueGeneral: (scan) => (scan.skip(characters.isValue) < 0 ? undefined : "valueEnd"),
  valueEnd(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found !== byte.return && found !== byte.lineFeed && scan.allows(lenient.headers)) return "valueLenient";
    if (found !== byte.return && found !== byte.lineFeed && scan.allows(lenient.valueRelaxed)) return "valueRelaxed";
    scan.endSpan(found === byte.return ? 1 : 0);
    if (found !== byte.return && found !== byte.lineFeed) scan.fail("INVALID_HEADER_TOKEN", valueReason);
    if (found === byte.lineFeed && !scan.allows(lenient.optionalReturnBeforeLineFeed)) {
      scan.fail("CR_EXPECTED", "Missing expected CR after header value");
    }
    return "valueLineFeed";
  },
  valueLenient(scan) {
    const found = scan.skip(characters.isNotReturn);
    if (found < 0) return undefined;
    scan.endSpan(found === byte.return ? 1 : 0);
    return "valueLineFeed";
  },
  valueRelaxed(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (characters.isRelaxedValue[found] === 1) {
      scan.at++;
      return "valueGeneral";
    }
    scan.endSpan();
    return scan.fail("INVALID_HEADER_TOKEN", valueReason);
  },
  valueLineFeed(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found !== byte.lineFeed) scan.fail("LF_EXPECTED", "Missing expected LF after header value");
    scan.at++;
    return "valueFold";
  },
  valueFold(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.space || found === byte.tab) {
      if (!scan.allows(lenient.headers)) {
        scan.fail("INVALID_HEADER_TOKEN", "Unexpected whitespace after header value");
      }
      if (scan.header === "chunked") scan.header = "general";
      scan.beginSpan("value");
      return "valueStart";
    }
    keepHeader(scan);
    return "fieldStart";
  },
} satisfies Partial<Record<Place, Step>>;

const codingSteps = {
  codingChunked(scan) {
    const found = scan.follow(chunkedWord);
    if (found === more) return undefined;
    return found === mismatch ? "codingToken" : "codingChunkedLast";
  },
  codingChunkedLast(scan) {
    const found = scan.skip(characters.isSpace);
    if (found < 0) return undefined;
    if (found === byte.return || found === byte.lineFeed) {
      scan.header = "chunked";
      return "valueEnd";
    }
    if (found !== byte.comma) return "codingToken";
    refuseAfterChunked(scan);
    return "codingChunked";
  },
  codingToken(scan) {
    const found = scan.skip(characters.isOption);
    if (found < 0) return undefined;
    if (found !== byte.comma) return general(scan, "valueGeneral");
    scan.at++;
    return "codingTokenSpace";
  },
  codingTokenSpace: (scan) => (scan.skip(characters.isBlank) < 0 ? undefined : "codingChunked"),
} satisfies Partial<Record<Place, Step>>;

function refuseLength(scan: Scan, reason: string): never {
  scan.endSpan();
  scan.fail("INVALID_CONTENT_LENGTH", reason);
}

const lengthSteps = {
  lengthOnce(scan) {
    if (scan.has(messageFlags.contentLength)) scan.fail("UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length");
    return "lengthDigits";
  },
  lengthDigits(scan) {
    for (;;) {
      const digit = scan.peek() - 48;
      if (digit === -49) return undefined;
      if (digit < 0 || digit > 9) return "lengthSpace";
      scan.at++;
      scan.length = scan.length * 10 + digit;
      if (scan.length >= largestLength) refuseLength(scan, "Content-Length overflow");
    }
  },
  lengthSpace(scan) {
    const found = scan.skip(characters.isBlank);
    if (found < 0) return undefined;
    if (found !== byte.return && found !== byte.lineFeed) refuseLength(scan, "Invalid character in Content-Length");
    scan.flags |= messageFlags.contentLength;
    return "valueEnd";
  },
} satisfies Partial<Record<Place, Step>>;

const connectionSteps = {
  connectionOption: (scan) => (scan.skip(characters.isBlank) < 0 ? undefined : "connectionWord"),
  connectionWord(scan) {
    const found = scan.follow(connectionWords);
    if (found === more) return undefined;
    if (found === mismatch) return "connectionToken";
    scan.header = connectionKinds[found] ?? "general";
    return "connectionSpace";
  },
  connectionSpace(scan) {
    const found = scan.skip(characters.isBlank);
    if (found < 0) return undefined;
    if (found === byte.return || found === byte.lineFeed) return "valueEnd";
    if (found !== byte.comma) return general(scan, "connectionToken");
    scan.at++;
    keepHeader(scan);
    return "connectionOption";
  },
  connectionToken(scan) {
    const found = scan.skip(characters.isOption);
    if (found < 0) return undefined;
    if (found !== byte.comma) return "valueEnd";
    scan.at++;
    return "connectionOption";
  },
} satisfies Partial<Record<Place, Step>>;

export const headerSteps = { ...fieldSteps, ...valueSteps, ...codingSteps, ...lengthSteps, ...connectionSteps };
