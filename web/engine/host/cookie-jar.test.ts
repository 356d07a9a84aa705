import { describe, expect, it } from "vitest";
import { CookieJar } from "./cookie-jar.ts";
import { limits } from "./limits.ts";

describe("a preview's cookies", () => {
  it("[I9] come back to the port that set them and to no other, whatever Domain says", () => {
    const jar = new CookieJar();
    jar.set(3000, "sid=1; Domain=sandbox.localhost; HttpOnly; Secure", "/", 0);
    expect([jar.header(3000, "/any", 0), jar.header(4000, "/any", 0)]).toEqual(["sid=1", ""]);
  });

  it("follow their path, longest first", () => {
    const jar = new CookieJar();
    jar.set(3000, "a=root; Path=/", "/", 0);
    jar.set(3000, "a=deep; Path=/api", "/", 0);
    jar.set(3000, "b=default", "/api/login?x=/y", 0);
    expect([jar.header(3000, "/api/me?q", 0), jar.header(3000, "/apix", 0)]).toEqual([
      "a=deep; b=default; a=root",
      "a=root",
    ]);
  });

  it("end by time, by Max-Age before Expires, and by being set anew", () => {
    const jar = new CookieJar();
    jar.set(3000, "a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/", 0);
    jar.set(3000, "b=1", "/", 0);
    const early = jar.header(3000, "/", 9_000);
    jar.set(3000, "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/", 10_000);
    expect([early, jar.header(3000, "/", 10_001)]).toEqual(["a=1; b=1", ""]);
  });

  it("are bounded in size and number", () => {
    const jar = new CookieJar();
    jar.set(3000, `big=${"x".repeat(limits.cookieBytes)}`, "/", 0);
    for (let count = 0; count <= limits.cookiesPerPort; count++) jar.set(3000, `c${count}=1`, "/", 0);
    const names = jar.header(3000, "/", 0).split("; ");
    expect([names.length, names.includes("c0=1")]).toEqual([limits.cookiesPerPort, false]);
  });

  it("are shown to scripts unless HttpOnly, and scripts can set no other", () => {
    const jar = new CookieJar();
    let changes = 0;
    const stop = jar.watch(() => changes++);
    jar.set(3000, "sid=1; HttpOnly; Path=/", "/", 0);
    jar.set(3000, "theme=dark; Path=/", "/", 0);
    jar.setByScript(3000, "sid=2; Path=/", "/", 0);
    jar.setByScript(3000, "evil=1; HttpOnly; Path=/", "/", 0);
    jar.setByScript(3000, "lang=de; Path=/", "/", 0);
    stop();
    jar.set(3000, "late=1", "/", 0);
    expect([jar.visible(3000, "/", 0), jar.header(3000, "/", 0), changes]).toEqual([
      "theme=dark; lang=de; late=1",
      "sid=1; theme=dark; lang=de; late=1",
      3,
    ]);
  });
});
