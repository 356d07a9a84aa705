import { limits } from "./limits.ts";

interface Cookie {
  name: string;
  value: string;
  path: string;
  expiresMs: number;
  /** Not for scripts (HttpOnly). */
  hidden: boolean;
}

/** The cookies of each port's preview. They never reach the browser's own store, so no other workspace can read them: `Domain=` is dropped. */
export class CookieJar {
  readonly #ports = new Map<number, Map<string, Cookie>>();
  readonly #watchers = new Set<() => void>();

  /** Calls after every change, until the returned function is called. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  }

  /** Takes what a page's script sets: never HttpOnly, nor in the place of a cookie that is. */
  setByScript(port: number, line: string, path: string, nowMs: number): void {
    this.#set(port, line, path, nowMs, true);
  }

  /** Takes one `Set-Cookie` line of an answer to a request for `path`. */
  set(port: number, line: string, path: string, nowMs: number): void {
    this.#set(port, line, path, nowMs, false);
  }

  #set(port: number, line: string, path: string, nowMs: number, byScript: boolean): void {
    const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
    const equals = pair.indexOf("=");
    const name = equals < 0 ? "" : pair.slice(0, equals).trim();
    const value = pair.slice(equals + 1).trim();
    if (pair.length > limits.cookieBytes || (name === "" && value === "")) return;
    const cookie: Cookie = { name, value, path: defaultPath(path), expiresMs: Number.POSITIVE_INFINITY, hidden: false };
    let maxAge: number | undefined;
    for (const attribute of attributes) {
      const [key = "", text = ""] = splitOnce(attribute);
      if (/^path$/i.test(key) && text.startsWith("/")) cookie.path = text;
      if (/^httponly$/i.test(attribute)) cookie.hidden = true;
      if (/^max-age$/i.test(key) && /^-?\d+$/.test(text)) maxAge = Number(text);
      if (/^expires$/i.test(key) && !Number.isNaN(Date.parse(text))) cookie.expiresMs = Date.parse(text);
    }
    if (maxAge !== undefined) cookie.expiresMs = nowMs + maxAge * 1000;
    const jar = this.#ports.get(port) ?? new Map<string, Cookie>();
    this.#ports.set(port, jar);
    const key = `${cookie.path};${name}`;
    if (byScript && (cookie.hidden || jar.get(key)?.hidden)) return;
    jar.delete(key);
    if (cookie.expiresMs > nowMs) jar.set(key, cookie);
    const [oldest] = jar.keys();
    if (jar.size > limits.cookiesPerPort && oldest !== undefined) jar.delete(oldest);
    for (const changed of this.#watchers) changed();
  }

  /** What `document.cookie` shows on a page. */
  visible(port: number, path: string, nowMs: number): string {
    return this.#text(port, path, nowMs, (cookie) => !cookie.hidden);
  }

  /** The `Cookie` header for a request, "" when there is none; longer paths come first. */
  header(port: number, path: string, nowMs: number): string {
    return this.#text(port, path, nowMs, () => true);
  }

  #text(port: number, path: string, nowMs: number, wanted: (cookie: Cookie) => boolean): string {
    const fitting = [...(this.#ports.get(port)?.values() ?? [])].filter(
      (one) => one.expiresMs > nowMs && pathMatches(path, one.path) && wanted(one),
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
