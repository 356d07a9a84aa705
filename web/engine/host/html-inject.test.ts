import { describe, expect, it } from "vitest";
import { HtmlInjector } from "./html-inject.ts";
import { limits } from "./limits.ts";

function inject(...pieces: string[]): string {
  const injector = new HtmlInjector("<X>");
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  return (
    pieces.map((piece) => decoder.decode(injector.push(encoder.encode(piece)))).join("") +
    decoder.decode(injector.finish())
  );
}

describe("the script in an HTML answer", () => {
  it("stands first in the head, also when the tag comes in pieces", () => {
    expect(inject("<!doctype html><he", "ad lang=x><title>ä</title>", "</head>")).toBe(
      "<!doctype html><head lang=x><X><title>ä</title></head>",
    );
  });

  it("is not fooled by a comment or by <header>", () => {
    expect(inject("<!-- <head> --><html><body><header></header></body>")).toBe(
      "<!-- <head> --><html><X><body><header></header></body>",
    );
  });

  it("goes behind the doctype or to the front when there is no head", () => {
    expect([inject("<!doctype html><h1>hi</h1>"), inject("<h1>hi</h1>"), inject("")]).toEqual([
      "<!doctype html><X><h1>hi</h1>",
      "<X><h1>hi</h1>",
      "<X>",
    ]);
  });

  it("does not hold back more than its window", () => {
    const injector = new HtmlInjector("<X>");
    expect(injector.push(new Uint8Array(limits.htmlSearchBytes).fill(97)).length).toBe(limits.htmlSearchBytes + 3);
  });
});
