import { expect, test } from "vitest";
import { previewAddress, previewPath } from "./address.ts";

const port = "http://abc-3000.sandbox.localhost:8787/";

test.each([
  ["/menu", "/menu"],
  ["menu?x=1#y", "/menu?x=1#y"],
  ["localhost:3000/menu", "/menu"],
  ["http://localhost:3000/menu", "/menu"],
  ["https://example.org/menu", "/menu"],
  ["", "/"],
])("what is typed, %j, becomes the path %j", (typed, path) => {
  expect(previewPath(typed)).toBe(path);
});

test.each(["//evil.example/x", "/\\evil.example", "/..//evil.example", "/@evil.example"])(
  "the path %j never leaves the port's origin",
  (path) => {
    expect(new URL(previewAddress(port, path)).origin).toBe(new URL(port).origin);
  },
);

test("path, query and hash arrive", () => {
  expect(previewAddress(port, "/a b?x=1#y")).toBe("http://abc-3000.sandbox.localhost:8787/a%20b?x=1#y");
});
