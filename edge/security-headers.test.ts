import { describe, expect, it } from "vitest";
import { readHostedEngine } from "./config.ts";
import { type HeaderKind, securityHeaders } from "./security-headers.ts";

const config = { ideOrigin: "http://localhost:8787", sandboxOrigin: "http://sandbox.localhost:8787" };
const kinds: HeaderKind[] = ["ide", "api", "engine", "proxy", "preview", "nowhere"];

function policy(kind: HeaderKind, nonce?: string): Map<string, string> {
  const text = securityHeaders(kind, config, nonce)["Content-Security-Policy"] ?? "";
  return new Map(
    text.split("; ").map((directive) => [directive.split(" ")[0] ?? "", directive.split(" ").slice(1).join(" ")]),
  );
}

describe("security headers", () => {
  it.each(kinds)(
    "%s: nothing is sniffed, no address leaks, no device is asked for, nothing loads by default",
    (kind) => {
      const headers = securityHeaders(kind, config);
      expect(headers).toMatchObject({ "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer" });
      expect(headers["Permissions-Policy"]).toMatch(/camera=\(\).*microphone=\(\).*geolocation=\(\)/);
      expect(policy(kind).get("default-src")).toBe("'none'");
    },
  );

  it.each(["ide", "api", "engine", "preview", "nowhere"] as const)(
    "%s: isolated alone and inside somebody else's page",
    (kind) => {
      expect(securityHeaders(kind, config)).toMatchObject({
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Document-Isolation-Policy": "isolate-and-require-corp",
      });
    },
  );

  it.each([
    ["ide", "same-origin"],
    ["api", "same-origin"],
    ["nowhere", "same-origin"],
    ["engine", "cross-origin"],
    ["preview", "cross-origin"],
    ["proxy", "cross-origin"],
  ] as const)("%s may be embedded by %s", (kind, who) => {
    expect(securityHeaders(kind, config)["Cross-Origin-Resource-Policy"]).toBe(who);
  });

  it("the IDE runs its own scripts only, frames sandboxes only, and is framed by nobody", () => {
    const ide = policy("ide", "abc");
    expect(ide.get("script-src")).toBe("'self' 'wasm-unsafe-eval' 'nonce-abc'");
    expect(ide.get("style-src")).toBe("'self' 'nonce-abc'");
    expect(ide.get("frame-src")).toBe("http://*.sandbox.localhost:8787");
    expect(ide.get("connect-src")).toBe("'self' ws://localhost:8787");
    expect(ide.get("frame-ancestors")).toBe("'none'");
    expect([...ide.values()].join(" ")).not.toMatch(/unsafe-inline|'unsafe-eval'/);
  });

  it("eval is allowed in the engine alone, which the IDE alone may frame", () => {
    const evals = kinds.filter((kind) => policy(kind).get("script-src")?.includes("'unsafe-eval'"));
    expect(evals).toEqual(["engine"]);
    expect(policy("engine").get("frame-ancestors")).toBe("http://localhost:8787");
    expect(policy("preview").get("frame-ancestors")).toBe("http://localhost:8787 http://*.sandbox.localhost:8787");
  });

  it("other pages frame the engine and its previews only when they are listed, and never the IDE", () => {
    const open = { ...config, embedOrigins: ["https://docs.example.org"] };
    const framers = kinds.map((kind) => [
      kind,
      /frame-ancestors ([^;]*)/.exec(securityHeaders(kind, open)["Content-Security-Policy"] ?? "")?.[1],
    ]);
    expect(Object.fromEntries(framers)).toEqual({
      ide: "'none'",
      api: "'none'",
      nowhere: "'none'",
      proxy: "'none'",
      engine: "http://localhost:8787 https://docs.example.org",
      preview: "http://localhost:8787 https://docs.example.org http://*.sandbox.localhost:8787",
    });
  });

  it("the hosted engine and its previews may be framed by the IDE only where the server is set to it", () => {
    const { hostedEngine } = readHostedEngine({ GLASSHOUSE_RUNTIME: "auto" });
    const ide = securityHeaders("ide", { ...config, ...(hostedEngine && { hostedEngine }) })["Content-Security-Policy"];
    expect(ide).toContain("connect-src 'self' ws://localhost:8787 https://stackblitz.com;");
    expect(ide).toContain(
      "frame-src http://*.sandbox.localhost:8787 https://stackblitz.com https://*.webcontainer-api.io;",
    );
    expect(readHostedEngine({})).toEqual({});
    expect(() => readHostedEngine({ GLASSHOUSE_RUNTIME: "magic" })).toThrow("not magic");
    const stray = { GLASSHOUSE_RUNTIME: "auto", GLASSHOUSE_HOSTED_ENGINE: "https://a.example;script-src *" };
    expect(() => readHostedEngine(stray)).toThrow("names an origin");
  });
});
