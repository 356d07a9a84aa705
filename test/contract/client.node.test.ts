/** The client's remote surface is covered whole: a new version of the package that asks for more fails here first. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { remoteCalls, stories } from "./client-calls.ts";

const conformance = fileURLToPath(new URL("../conformance/", import.meta.url));

it("the engine is tested against the version of the client that the IDE uses", () => {
  const client = readFileSync(fileURLToPath(import.meta.resolve("@webcontainer/api")), "utf8");
  const ours = readFileSync(fileURLToPath(new URL("../../package.json", import.meta.url)), "utf8");
  const version = /version: "([\d.]+)"/.exec(client)?.[1];
  expect(ours).toContain(`"@webcontainer/api": "${version}"`);
});

it("every call and event of the client has a conformance story", () => {
  expect(remoteCalls()).toEqual(Object.keys(stories).sort());
});

it.each(Object.entries(stories))("%s is told in its group", (_call, [file, title]) => {
  expect(readFileSync(`${conformance}${file}.test.ts`, "utf8")).toContain(title);
});
