import { describe, expect, it } from "vitest";
import { siteOf } from "./sites.ts";

const config = { ideOrigin: "http://localhost:8787", sandboxOrigin: "http://sandbox.localhost:8787" };
const id = "0123456789abcdefghjkmnpqrs";

describe("which site a host names", () => {
  it.each([
    ["localhost:8787", { kind: "ide" }],
    ["LOCALHOST:8787", { kind: "ide" }],
    [`${id}.sandbox.localhost:8787`, { kind: "engine", workspace: id }],
    [`${id}-3000.sandbox.localhost:8787`, { kind: "preview", workspace: id, port: 3000 }],
    [`${id}-65535.sandbox.localhost:8787`, { kind: "preview", workspace: id, port: 65_535 }],
    [`${id}-65536.sandbox.localhost:8787`, { kind: "no-workspace" }],
    [`${id}-0.sandbox.localhost:8787`, { kind: "no-workspace" }],
    [`${id}-03000.sandbox.localhost:8787`, { kind: "no-workspace" }],
    [`a.${id}.sandbox.localhost:8787`, { kind: "no-workspace" }],
    [".sandbox.localhost:8787", { kind: "no-workspace" }],
    ["sandbox.localhost:8787", { kind: "unknown" }],
    ["localhost", { kind: "unknown" }],
    ["localhost:8788", { kind: "unknown" }],
    ["127.0.0.1:8787", { kind: "unknown" }],
    ["evil-localhost:8787", { kind: "unknown" }],
    [`${id}.sandbox.localhost:8787.evil.example`, { kind: "unknown" }],
    ["", { kind: "unknown" }],
  ])("%s", (host, site) => {
    expect(siteOf(host, config)).toEqual(site);
  });
});
