import { describe, expect, it } from "vitest";
import { requestHead, responseHeaders } from "./preview-headers.ts";

const isolation: [string, string][] = [
  ["content-security-policy", expect.stringMatching(/^sandbox (?!.*allow-top-navigation)/)],
  ["cross-origin-embedder-policy", "require-corp"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "cross-origin"],
  ["document-isolation-policy", "isolate-and-require-corp"],
];

function headers(own: [string, string][], rewritten = false) {
  return responseHeaders({ status: 200, statusText: "OK", headers: own }, 3000, "require-corp", rewritten);
}

describe("a preview's answer", () => {
  it("carries our isolation and none of the program's", () => {
    const sent: [string, string][] = [
      ["content-type", "text/plain"],
      ["cross-origin-embedder-policy", "unsafe-none"],
      ["x-frame-options", "DENY"],
      ["set-cookie", "a=1"],
      ["connection", "close"],
      ["clear-site-data", '"storage"'],
      ["service-worker-allowed", "/"],
      ["origin-agent-cluster", "?0"],
    ];
    expect(headers(sent)).toEqual([["content-type", "text/plain"], ...isolation]);
  });

  it("keeps its content policy except for who may frame it", () => {
    expect(headers([["content-security-policy", "default-src 'self';frame-ancestors 'none';img-src *"]])[0]).toEqual([
      "content-security-policy",
      "default-src 'self';img-src *",
    ]);
  });

  it("loses its length when a script was put in", () => {
    expect([headers([["content-length", "5"]], true), headers([["content-length", "5"]])[0]]).toEqual([
      isolation,
      ["content-length", "5"],
    ]);
  });

  it("redirects on its own origin, elsewhere as it says", () => {
    const locations = [
      "/next",
      "http://localhost:3000/a?b#c",
      "http://127.0.0.1:3000",
      "http://localhost:3000?x=1",
      "http://localhost:4000/",
      "https://example.com/",
    ];
    expect(locations.map((location) => headers([["location", location]])[0]?.[1])).toEqual([
      "/next",
      "/a?b#c",
      "/",
      "/?x=1",
      "http://localhost:4000/",
      "https://example.com/",
    ]);
  });

  it("may load from elsewhere without credentials when the client asked for that", () => {
    const relaxed = responseHeaders({ status: 200, statusText: "", headers: [] }, 3000, "credentialless", false);
    expect([relaxed[1], relaxed[4]]).toEqual([
      ["cross-origin-embedder-policy", "credentialless"],
      ["document-isolation-policy", "isolate-and-credentialless"],
    ]);
  });
});

describe("a preview's request", () => {
  it("looks to the program as if the browser stood on localhost", () => {
    const head = requestHead(
      {
        method: "POST",
        url: "/a?b=1",
        headers: [
          ["Accept", "*/*"],
          ["Host", "evil"],
          ["Cookie", "stolen=1"],
          ["referer", "http://ws-3000.sandbox.localhost:8787/page?x"],
        ],
        body: new Uint8Array(3),
        streams: false,
      },
      3000,
      "sid=1",
    );
    expect(head.split("\r\n")).toEqual([
      "POST /a?b=1 HTTP/1.1",
      "host: localhost:3000",
      "accept: */*",
      "referer: http://localhost:3000/page?x",
      "cookie: sid=1",
      "origin: http://localhost:3000",
      "content-length: 3",
      "accept-encoding: identity",
      "connection: close",
      "",
      "",
    ]);
  });

  it("with a body of unknown length is sent in chunks", () => {
    expect(requestHead({ method: "PUT", url: "/", headers: [], body: null, streams: true }, 1, "")).toContain(
      "transfer-encoding: chunked\r\n",
    );
  });
});
