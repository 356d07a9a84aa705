import { expect, it } from "vitest";
import { engineChoice, sandboxOrigin, sandboxSite } from "./engine.ts";

it("engines live on the site that the server wrote into the page", () => {
  const site = sandboxSite("https://run.example.net", "https://ide.example.org");
  expect(sandboxOrigin("w1", site)).toBe("https://w1.run.example.net");
});

it.each(["__SANDBOX_ORIGIN__", "", null, undefined])(
  "a page with %s in that place has them beside its own host",
  (written) => {
    expect(sandboxOrigin("w1", sandboxSite(written, "http://localhost:8787"))).toBe("http://w1.sandbox.localhost:8787");
  },
);

it.each([
  ["auto https://stackblitz.com", { runtime: "auto", hostedOrigin: "https://stackblitz.com" }],
  ["webcontainer https://a.example/x", { runtime: "webcontainer", hostedOrigin: "https://a.example" }],
  ["embedded", { runtime: "embedded" }],
  ["auto", { runtime: "embedded" }],
  ["__ENGINE_CHOICE__", { runtime: "embedded" }],
  [null, { runtime: "embedded" }],
])("a page with %s for its engine tries %j", (written, choice) => {
  expect(engineChoice(written)).toEqual(choice);
});
