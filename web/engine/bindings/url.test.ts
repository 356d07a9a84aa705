import { describe, expect, it } from "vitest";
import { writeComponents } from "./url.ts";

/** The parts that Node cuts out of `href` with the numbers. */
function cut(text: string) {
  const slots = new Uint32Array(9);
  const url = new URL(text);
  writeComponents(url, slots);
  const [protocol = 0, username = 0, hostStart = 0, hostEnd = 0, port = 0, path = 0, search = 0, hash = 0] = slots;
  const none = 0xffffffff;
  const href = url.href;
  const end = (...ends: number[]) => Math.min(href.length, ...ends.filter((one) => one !== none));
  return {
    protocol: href.slice(0, protocol),
    username: href.startsWith("//", protocol) ? href.slice(protocol + 2, Math.max(username, protocol + 2)) : "",
    hostname: href.slice(href[hostStart] === "@" ? hostStart + 1 : hostStart, hostEnd),
    port: port === none ? "" : String(port),
    pathname: href.slice(path, end(search, hash)),
    search: search === none ? "" : href.slice(search, end(hash)),
    hash: hash === none ? "" : href.slice(hash),
  };
}

describe("where a URL's parts end", () => {
  for (const text of [
    "http://example.com/",
    "https://user:secret@example.com:8080/a/b?q=1#h",
    "https://user@example.com/",
    "file:///home/project/a%20b.js",
    "data:text/plain,hi?x#y",
    "mailto:a@b.c",
    "http://[::1]:3000/x",
    "http://h/?#",
    "http://h/a#b?c",
  ]) {
    it(text, () => {
      const url = new URL(text);
      const { protocol, username, hostname, port, pathname, search, hash } = cut(text);
      expect({ protocol, username, hostname, port, pathname }).toEqual({
        protocol: url.protocol,
        username: url.username,
        hostname: url.hostname,
        port: url.port,
        pathname: url.pathname,
      });
      expect([search === "?" ? "" : search, hash === "#" ? "" : hash]).toEqual([url.search, url.hash]);
    });
  }
});
