import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { proxyLimits } from "../limits.ts";
import type { Fetch } from "../ports.ts";
import { parsePackagePath } from "./package-path.ts";
import { type CachedBytes, RegistryProxy } from "./registry.ts";

const upstream = "https://registry.example/";
const base = "http://w.sandbox.localhost:8787/npm/";
const tarball = new TextEncoder().encode("a tarball");
const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;

function packument(name: string, dist: object): string {
  return JSON.stringify({
    name,
    "dist-tags": { latest: "1.0.0" },
    versions: { "1.0.0": { name, version: "1.0.0", dist } },
  });
}

/** A registry of canned answers that counts and remembers what it was asked. */
function setUp(answers: Record<string, () => Response>, upstreams = new Map([["", upstream]])) {
  const asked: { url: string; headers: Headers }[] = [];
  const clock = new FakeClock();
  const stored = new Map<string, CachedBytes>();
  const fetch: Fetch = async (url, init) => {
    asked.push({ url, headers: new Headers(init?.headers) });
    const answer = answers[url];
    if (!answer) throw new Error(`connect ECONNREFUSED ${url}`);
    return answer();
  };
  const cache = {
    get: async (key: string) => stored.get(key),
    put: async (key: string, value: CachedBytes) => void stored.set(key, value),
  };
  const proxy = new RegistryProxy({
    upstreams: Promise.resolve(upstreams),
    sharesDownloads: true,
    cache,
    fetch,
    clock,
    log: () => {},
  });
  const read = async (path: string): Promise<string> => {
    const result = await proxy.get(path, base);
    return result.ok ? new TextDecoder().decode(result.value.body) : result.code;
  };
  return { read, asked, clock, answers };
}

const leftPad = `${upstream}left-pad`;
const leftPadFile = `${upstream}left-pad/-/left-pad-1.0.0.tgz`;
const good = (): Record<string, () => Response> => ({
  [leftPad]: () => new Response(packument("left-pad", { tarball: leftPadFile, integrity })),
  [leftPadFile]: () => new Response(tarball),
});

describe("package paths", () => {
  it.each([
    ["express", { kind: "packument", name: "express" }],
    ["@types/node", { kind: "packument", name: "@types/node" }],
    ["@types%2Fnode", { kind: "packument", name: "@types/node" }],
    ["express/-/express-5.1.0.tgz", { kind: "tarball", name: "express", file: "express-5.1.0.tgz" }],
    ["@types/node/-/node-24.0.0.tgz", { kind: "tarball", name: "@types/node", file: "node-24.0.0.tgz" }],
    ["JSONStream", { kind: "packument", name: "JSONStream" }],
    ["..", undefined],
    ["a/../b", undefined],
    ["express/latest", undefined],
    ["-/v1/search", undefined],
    ["express/-/../../x.tgz", undefined],
    ["express/-/express.zip", undefined],
    ["http://evil.example/x", undefined],
    ["user@host", undefined],
    ["a b", undefined],
    ["a%0d%0ax", undefined],
    ["a".repeat(215), undefined],
    ["", undefined],
  ])("%s", (path, parsed) => {
    expect(parsePackagePath(path)).toEqual(parsed);
  });
});

describe("the registry proxy", () => {
  it("turns tarball addresses towards itself and asks for the short form", async () => {
    const { read, asked } = setUp(good());
    expect(JSON.parse(await read("left-pad")).versions["1.0.0"].dist.tarball).toBe(
      `${base}left-pad/-/left-pad-1.0.0.tgz`,
    );
    expect(asked[0]?.headers.get("Accept")).toContain("application/vnd.npm.install-v1+json");
    expect([...(asked[0]?.headers.keys() ?? [])]).toEqual(["accept"]);
  });

  it("downloads once: a package in five minutes, a tarball for ever, both at the same time for many", async () => {
    const { read, asked, clock } = setUp(good());
    const path = "left-pad/-/left-pad-1.0.0.tgz";
    expect(await Promise.all([read(path), read(path), read(path)])).toEqual(["a tarball", "a tarball", "a tarball"]);
    expect(asked).toHaveLength(2);
    clock.advance(proxyLimits.packumentFreshMs);
    await read(path);
    expect(asked.map(({ url }) => url)).toEqual([leftPad, leftPadFile, leftPad]);
  });

  it("without the network what was there before still is", async () => {
    const { read, clock, answers } = setUp(good());
    await read("left-pad/-/left-pad-1.0.0.tgz");
    for (const url of Object.keys(answers)) delete answers[url];
    clock.advance(365 * 86_400_000);
    expect(await read("left-pad/-/left-pad-1.0.0.tgz")).toBe("a tarball");
    expect(await read("never-seen")).toBe("upstream");
  });

  it("refuses bytes that do not match their integrity, and does not keep them", async () => {
    const answers = good();
    answers[leftPadFile] = () => new Response("something else");
    const { read } = setUp(answers);
    expect(await read("left-pad/-/left-pad-1.0.0.tgz")).toBe("upstream");
    answers[leftPadFile] = () => new Response(tarball);
    expect(await read("left-pad/-/left-pad-1.0.0.tgz")).toBe("a tarball");
  });

  it.each([
    [
      "a redirect elsewhere",
      () => new Response(null, { status: 302, headers: { Location: "http://169.254.169.254/" } }),
      "upstream",
    ],
    ["an unknown package", () => new Response("{}", { status: 404 }), "not-found"],
    ["a broken registry", () => new Response("no", { status: 500 }), "upstream"],
    ["a page instead of JSON", () => new Response("<html>"), "upstream"],
    [
      "a size over the cap",
      () => new Response("x", { headers: { "Content-Length": String(proxyLimits.maxPackumentBytes + 1) } }),
      "too-large",
    ],
  ])("%s is told by its code", async (_name, answer, code) => {
    const { read, asked } = setUp({ [leftPad]: answer });
    expect([await read("left-pad"), asked.length]).toEqual([code, 1]);
  });

  it("asks its own registry for a tarball that a packument places elsewhere", async () => {
    const elsewhere = {
      ...good(),
      [leftPad]: () =>
        new Response(packument("left-pad", { tarball: "http://10.0.0.1/left-pad-1.0.0.tgz", integrity })),
    };
    const { read, asked } = setUp(elsewhere);
    expect(await read("left-pad/-/left-pad-1.0.0.tgz")).toBe("a tarball");
    expect(asked.map(({ url }) => new URL(url).host)).toEqual(["registry.example", "registry.example"]);
  });

  it("asks the registry of the package's scope", async () => {
    const scoped = "https://packages.example/";
    const { read, asked } = setUp(
      { [`${scoped}@company%2fsdk`]: () => new Response(packument("@company/sdk", {})) },
      new Map([
        ["", upstream],
        ["@company", scoped],
      ]),
    );
    expect(JSON.parse(await read("@company/sdk")).name).toBe("@company/sdk");
    expect(asked).toHaveLength(1);
  });
});

it("a server that knows no registry says so and asks nobody", async () => {
  const { read, asked } = setUp({}, new Map());
  expect([await read("express"), asked]).toEqual(["upstream", []]);
});
