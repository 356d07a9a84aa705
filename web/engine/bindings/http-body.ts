/** Steps through a body: by length, in chunks or to the end of the connection; and from one message to the next. */
import * as characters from "./http-characters.ts";
import {
  lenient,
  messageFlags,
  methodConnect,
  mismatch,
  more,
  needsEnd,
  type Place,
  requestType,
  type Scan,
  type Step,
  shouldKeepAlive,
} from "./http-scan.ts";

const { byte, createTrie } = characters;
const lineEnd = createTrie(["\r\n"]);
const largestChunk = 2 ** 64;
const statusesWithoutBody = new Set([100, 101, 102, 103, 204, 304]);
const sizeReason = "Invalid character in chunk size";

/** Where a message goes on behind its headers. */
function chooseBody(scan: Scan): Place {
  const chunked = scan.has(messageFlags.chunked);
  const isResponse = scan.type !== requestType;
  const skipped = scan.has(messageFlags.skipBody) || (isResponse && statusesWithoutBody.has(scan.status));
  const hasBody = chunked || scan.length > 0;
  const isConnect = !isResponse && scan.method === methodConnect;
  const skipsAll = isConnect || scan.has(messageFlags.skipBody) || !hasBody;
  if ((scan.upgrade && skipsAll) || (isResponse && scan.status === 101)) {
    scan.listener.messageComplete();
    return "upgraded";
  }
  if (skipped) return completeWithoutBody(scan);
  if (chunked) return "chunkSizeStart";
  if (scan.has(messageFlags.transferEncoding)) {
    const strict = !scan.allows(lenient.chunkedLength) && !scan.allows(lenient.transferEncoding);
    if (!isResponse && strict) {
      scan.fail("INVALID_TRANSFER_ENCODING", "Request has invalid `Transfer-Encoding`");
    }
    return "bodyToEnd";
  }
  if (scan.has(messageFlags.contentLength)) return scan.length === 0 ? completeWithoutBody(scan) : "bodyByLength";
  return needsEnd(scan) ? "bodyToEnd" : completeWithoutBody(scan);
}

function completeWithoutBody(scan: Scan): Place {
  scan.listener.messageComplete();
  return "cleanup";
}

/** Hands on what there is of the remaining length; whether all of it came. */
function takeBody(scan: Scan): boolean {
  const length = Math.min(scan.length, scan.end - scan.at);
  const part = scan.data.subarray(scan.at, scan.at + length);
  scan.at += length;
  scan.length -= length;
  if (length > 0) scan.listener.body(part);
  return scan.length === 0;
}

/** Ends a chunk's first line at a bare line feed, where that is allowed. */
function bareLineFeed(scan: Scan, reason: string): Place {
  if (!scan.allows(lenient.optionalReturnBeforeLineFeed)) scan.fail("CR_EXPECTED", reason);
  return "chunkLineFeed";
}

const messageSteps = {
  start(scan) {
    while (scan.peek() === byte.return || scan.peek() === byte.lineFeed) scan.at++;
    if (scan.peek() < 0) return undefined;
    scan.finish = "unsafe";
    scan.listener.messageBegin();
    return scan.type === requestType ? "method" : "protocol";
  },
  headersDone: chooseBody,
  bodyByLength: (scan) => (takeBody(scan) ? "messageDone" : undefined),
  bodyToEnd(scan) {
    scan.finish = "callback";
    return "toEnd";
  },
  toEnd(scan) {
    const part = scan.data.subarray(scan.at, scan.end);
    scan.at = scan.end;
    if (part.length > 0) scan.listener.body(part);
    return undefined;
  },
  messageDone(scan) {
    scan.listener.messageComplete();
    return scan.upgrade ? "upgraded" : "cleanup";
  },
  cleanup(scan) {
    const keepAlive = shouldKeepAlive(scan);
    scan.finish = "safe";
    scan.flags = 0;
    if (keepAlive) scan.length = 0;
    return keepAlive || scan.allows(lenient.keepAlive) ? "start" : "closed";
  },
  closed(scan) {
    while (scan.peek() === byte.return || scan.peek() === byte.lineFeed) scan.at++;
    if (scan.peek() < 0) return undefined;
    scan.at++;
    if (scan.allows(lenient.dataAfterClose)) return "closed";
    return scan.fail("CLOSED_CONNECTION", "Data after `Connection: close`");
  },
} satisfies Partial<Record<Place, Step>>;

const chunkSteps = {
  chunkSizeStart(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    scan.length = 0;
    if (characters.hexValue(found) < 0) scan.fail("INVALID_CHUNK_SIZE", sizeReason);
    return "chunkSize";
  },
  chunkSize(scan) {
    for (;;) {
      const found = scan.peek();
      if (found < 0) return undefined;
      const digit = characters.hexValue(found);
      if (digit < 0) return "chunkSizeEnd";
      scan.at++;
      scan.length = scan.length * 16 + digit;
      if (scan.length >= largestChunk) scan.fail("INVALID_CHUNK_SIZE", "Chunk size overflow");
    }
  },
  chunkSizeEnd(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.return || found === byte.lineFeed || found === byte.semicolon) {
      scan.at++;
      if (found === byte.return) return "chunkLineFeed";
      if (found === byte.semicolon) return "chunkExtensions";
      return bareLineFeed(scan, "Missing expected CR after chunk size");
    }
    if (found !== byte.space && found !== byte.tab) scan.fail("INVALID_CHUNK_SIZE", sizeReason);
    scan.at++;
    return scan.allows(lenient.spacesAfterChunkSize) ? "chunkSizeEnd" : scan.fail("INVALID_CHUNK_SIZE", sizeReason);
  },
  chunkLineFeed(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.lineFeed) scan.at++;
    else if (!scan.allows(lenient.optionalLineFeedAfterReturn)) scan.fail("STRICT", "Expected LF after chunk size");
    scan.listener.chunkPart();
    if (scan.length > 0) return "chunkData";
    scan.flags |= messageFlags.trailing;
    return "fieldStart";
  },
  chunkData: (scan) => (takeBody(scan) ? "chunkDataEnd" : undefined),
  chunkDataEnd(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.return) return "chunkDataLineFeed";
    if (found === byte.lineFeed) {
      scan.at++;
      if (!scan.allows(lenient.optionalReturnBeforeLineFeed)) {
        scan.fail("CR_EXPECTED", "Missing expected CR after chunk data");
      }
    } else if (!scan.allows(lenient.optionalLineEndAfterChunk)) scan.fail("STRICT", "Expected LF after chunk data");
    scan.listener.chunkPart();
    return "chunkSizeStart";
  },
  chunkDataLineFeed(scan) {
    const found = scan.follow(lineEnd);
    if (found === more) return undefined;
    if (found === mismatch && !scan.allows(lenient.optionalLineEndAfterChunk)) {
      scan.fail("STRICT", "Expected LF after chunk data");
    }
    scan.listener.chunkPart();
    return "chunkSizeStart";
  },
} satisfies Partial<Record<Place, Step>>;

/** Reads bytes of a class inside an extension and counts them; the byte behind, -1 at the end of the input. */
function skipExtension(scan: Scan, table: Uint8Array): number {
  const from = scan.at;
  const found = scan.skip(table);
  if (scan.at > from) scan.listener.chunkExtension(scan.at - from);
  return found;
}

/** The place behind a name or value, undefined for a byte that cannot end one. */
function extensionEnd(scan: Scan, found: number, reason: string): Place | undefined {
  if (found !== byte.semicolon && found !== byte.return && found !== byte.lineFeed) return undefined;
  if (found === byte.lineFeed) return bareLineFeed(scan, reason);
  scan.at++;
  return found === byte.semicolon ? "chunkExtensions" : "chunkLineFeed";
}

function refuseExtension(scan: Scan, reason: string): never {
  scan.at++;
  scan.fail("STRICT", reason);
}

const extensionSteps = {
  chunkExtensions(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (found === byte.space || found === byte.return) {
      refuseExtension(scan, "Invalid character in chunk extensions");
    }
    return "extensionName";
  },
  extensionName(scan) {
    const found = skipExtension(scan, characters.isToken);
    if (found < 0) return undefined;
    if (found === byte.equals) {
      scan.at++;
      return "extensionValue";
    }
    const end = extensionEnd(scan, found, "Missing expected CR after chunk extension name");
    return end ?? refuseExtension(scan, "Invalid character in chunk extensions name");
  },
  extensionValue(scan) {
    const found = skipExtension(scan, characters.isToken);
    if (found < 0) return undefined;
    if (found === byte.quote) {
      scan.at++;
      return "extensionQuoted";
    }
    const end = extensionEnd(scan, found, "Missing expected CR after chunk extension value");
    return end ?? refuseExtension(scan, "Invalid character in chunk extensions value");
  },
  extensionQuoted(scan) {
    const found = skipExtension(scan, characters.isQuotedText);
    if (found < 0) return undefined;
    if (found !== byte.quote && found !== byte.backslash) {
      refuseExtension(scan, "Invalid character in chunk extensions quoted value");
    }
    scan.at++;
    return found === byte.quote ? "extensionQuotedDone" : "extensionQuotedPair";
  },
  extensionQuotedPair(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    if (characters.isValue[found] !== 1) {
      refuseExtension(scan, "Invalid quoted-pair in chunk extensions quoted value");
    }
    scan.at++;
    return "extensionQuoted";
  },
  extensionQuotedDone(scan) {
    const found = scan.peek();
    if (found < 0) return undefined;
    const end = extensionEnd(scan, found, "Missing expected CR after chunk extension value");
    return end ?? scan.fail("STRICT", "Invalid character in chunk extensions quote value");
  },
} satisfies Partial<Record<Place, Step>>;

export const bodySteps = { ...messageSteps, ...chunkSteps, ...extensionSteps };
