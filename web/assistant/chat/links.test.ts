import { expect, test } from "vitest";
import { linkOf } from "./links.ts";

test("pages of the web are told with the address that a browser would ask", () => {
  expect(linkOf("https://example.com/a?b=1#c")).toEqual({ kind: "web", address: "https://example.com/a?b=1#c" });
  expect(linkOf("HTTP://EXAMPLE.com")).toEqual({ kind: "web", address: "http://example.com/" });
  // Letters that look like others are written so that one sees it.
  expect(linkOf("https://аpple.com")).toEqual({ kind: "web", address: "https://xn--pple-43d.com/" });
});

test("places of the project are files, with a line or without", () => {
  expect(linkOf("src/a.ts")).toEqual({ kind: "place", path: "src/a.ts" });
  expect(linkOf("./src/a.ts:12")).toEqual({ kind: "place", path: "src/a.ts", line: 12 });
  expect(linkOf("app.ts:12:3")).toEqual({ kind: "place", path: "app.ts", line: 12 });
  expect(linkOf("src/a.ts#L7-L9")).toEqual({ kind: "place", path: "src/a.ts", line: 7 });
  expect(linkOf("src/my%20file.ts:1")).toEqual({ kind: "place", path: "src/my file.ts", line: 1 });
});

test("nothing else is a link", () => {
  for (const href of [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://x/1",
    "mailto:a@b.c",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/etc/passwd",
    "../../secret",
    "src/../../secret",
    "https://good.example@evil.example/",
    "https://",
    "#",
    "",
    "%6Aavascript:alert(1)",
  ]) {
    expect([href, linkOf(href)]).toEqual([href, undefined]);
  }
});
