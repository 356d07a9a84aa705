import { limits } from "./limits.ts";

interface Cookie {
  name: string;
  value: string;
  path: string;
  expiresMs: number;
}

/** The cookies of each port's preview. They never reach the browser's own store, so no other workspace can read them: `Domain=` is dropped. */
export class CookieJar {
  readonly #ports = new Map<number, Map<string, Cookie>>();

  /** Takes one `Set-Cookie` line of an answer to a request for `path`. */
  set(port: number, line: string, path: string, nowMs: number): void {
    const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
    const equals = pair.indexOf("=");
    const name = equals < 0 ? "" : pair.slice(0, equals).trim();
    const value = pair.slice(equals + 1).trim();
    if (pair.length > limits.cookieBytes || (name === "" && value === "")) return;
    const cookie: Cookie = { name, value, path: defaultPath(path), expiresMs: Number.POSITIVE_INFINITY };
    let maxAge: number | undefined;
    for (const attribute of attributes) {
      const [key = "", text = ""] = splitOnce(attribute);
      if (/^path$/i.test(key) && text.startsWith("/")) cookie.path = text;
      if (/^max-age$/i.test(key) && /^-?\d+$/.test(text)) maxAge = Number(text);
      if (/^expires$/i.test(key) && !Number.isNaN(Date.parse(text))) cookie.expiresMs = Date.parse(text);
    }
    if (maxAge !== undefined) cookie.expiresMs = nowMs + maxAge * 1000;
    const jar = this.#ports.get(port) ?? new Map<string, Cookie>();
    this.#ports.set(port, jar);
    const key = `${cookie.path};${name}`;
    jar.delete(key);
    if (cookie.expiresMs <= nowMs) return;
    jar.set(key, cookie);
    const [oldest] = jar.keys();
    if (jar.size > limits.cookiesPerPort && oldest !== undefined) jar.delete(oldest);
  }

  /** The `Cookie` header for a request, "" when there is none; longer paths come first. */
  header(port: number, path: string, nowMs: number): string {
    const fitting = [...(this.#ports.get(port)?.values() ?? [])].filter(
      (one) => one.expiresMs > nowMs && pathMatches(path, one.path),
    );
    return fitting
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => (name ? `${name}=${value}` : value))
      .join("; ");
  }
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** RFC 6265, 5.1.4. */
function defaultPath(path: string): string {
  const pathname = path.split("?", 1)[0] ?? "/";
  const slash = pathname.lastIndexOf("/");
  return slash <= 0 ? "/" : pathname.slice(0, slash);
}

function pathMatches(path: string, cookiePath: string): boolean {
  const pathname = path.split("?", 1)[0] ?? "/";
  return (
    pathname === cookiePath ||
    (pathname.startsWith(cookiePath) && (cookiePath.endsWith("/") || pathname[cookiePath.length] === "/"))
  );
}
