import { expect, it } from "vitest";
import { previewOriginOf, previewPort, previewUrl } from "./page-protocol.ts";

const own = previewOriginOf({ protocol: "http:", host: "abc.sandbox.localhost:8787" });

it("a port's preview has an origin of its own", () => {
  expect(previewUrl(own, 3000)).toBe("http://abc-3000.sandbox.localhost:8787/");
});

it("[I7] only the previews of this very workspace get a port to its kernel", () => {
  const origins = [
    "http://abc-3000.sandbox.localhost:8787",
    "http://abd-3000.sandbox.localhost:8787",
    "http://abc-x-3000.sandbox.localhost:8787",
    "https://abc-3000.sandbox.localhost:8787",
    "http://abc-3000.sandbox.localhost:8788",
    "http://abc-3000.evil.example",
    "http://abc-99999.sandbox.localhost:8787",
    "http://abc.sandbox.localhost:8787",
    "null",
  ];
  expect(origins.map((origin) => previewPort(own, origin))).toEqual([
    3000,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});
