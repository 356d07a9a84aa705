/** `internalBinding('url')` on the platform's own WHATWG parser. Results go into a shared array of component ends, as ada's do. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";

const omitted = 0xffffffff;
const schemes: Record<string, number> = { "http:": 0, "https:": 2, "ws:": 3, "ftp:": 4, "wss:": 5, "file:": 6 };
const notSpecial = 1;
/** `bindingUrl.update`'s actions, in Node's order. */
const actions = [
  "protocol",
  "host",
  "hostname",
  "port",
  "username",
  "password",
  "pathname",
  "search",
  "hash",
  "href",
] as const;

export function createUrlBinding(runtime: Runtime): Binding {
  const data = runtime.data("url");
  const components = data["urlComponents"] as Uint32Array;
  const PlatformURL = runtime.host.URL;
  const publish = (url: URL): string => {
    writeComponents(url, components);
    return url.href;
  };
  const create = (input: string, base?: string): URL | undefined => {
    try {
      return base === undefined ? new PlatformURL(input) : new PlatformURL(input, base);
    } catch {
      return undefined; // the caller says what an invalid URL means
    }
  };
  const toUnicode = (host: string): string => {
    const { decode } = runtime.requireBuiltin("punycode") as { decode(label: string): string };
    return host
      .split(".")
      .map((label) => (label.startsWith("xn--") ? decode(label.slice(4)) : label))
      .join(".");
  };
  return {
    ...data,
    parse(input: string, base: string | undefined, raise: boolean) {
      const url = create(input, base);
      if (url) return publish(url);
      if (!raise) return undefined;
      const error = codedError(TypeError as unknown as ErrorConstructor, "ERR_INVALID_URL", "Invalid URL");
      Object.assign(error, base === undefined ? { input } : { input, base });
      throw error;
    },
    canParse: (input: string, base?: string) => create(input, base) !== undefined,
    update(href: string, action: number, value: string) {
      const key = actions[action] ?? "href";
      if (key === "href") {
        const replaced = create(value);
        return replaced ? publish(replaced) : false;
      }
      const url = new PlatformURL(href);
      url[key] = value;
      return publish(url);
    },
    domainToASCII: (domain: string) => create(`ws://${domain}`)?.hostname ?? "",
    domainToUnicode: (domain: string) => toUnicode(create(`ws://${domain}`)?.hostname ?? ""),
    format(href: string, hash: boolean, unicode: boolean, search: boolean, auth: boolean) {
      const url = new PlatformURL(href);
      if (!hash) url.hash = "";
      if (!search) url.search = "";
      if (!auth) {
        url.username = "";
        url.password = "";
      }
      return unicode && url.hostname ? url.href.replace(url.hostname, toUnicode(url.hostname)) : url.href;
    },
    getOrigin: (href: string) => new PlatformURL(href).origin,
    pathToFileURL(path: string) {
      const escaped = path
        .replaceAll("%", "%25")
        .replaceAll("\\", "%5C")
        .replaceAll("\n", "%0A")
        .replaceAll("\r", "%0D")
        .replaceAll("\t", "%09")
        .replaceAll("?", "%3F")
        .replaceAll("#", "%23");
      const url = new PlatformURL("file://");
      url.pathname = escaped;
      return publish(url);
    },
  };
}

/** Slots: protocol_end, username_end, host_start, host_end, port, pathname_start, search_start, hash_start, scheme_type. */
export function writeComponents(url: URL, slots: Uint32Array): void {
  const href = url.href;
  const protocolEnd = url.protocol.length;
  const hasAuthority = href.startsWith("//", protocolEnd) && !href.startsWith("/.//", protocolEnd);
  let usernameEnd = protocolEnd;
  let hostStart = protocolEnd;
  let hostEnd = protocolEnd;
  let pathStart = protocolEnd + (href.startsWith("/.//", protocolEnd) ? 2 : 0);
  if (hasAuthority) {
    const start = protocolEnd + 2;
    const hasCredentials = url.username !== "" || url.password !== "";
    usernameEnd = start + url.username.length;
    hostStart = usernameEnd + (url.password !== "" ? 1 + url.password.length : 0);
    hostEnd = hostStart + (hasCredentials ? 1 : 0) + url.hostname.length;
    pathStart = hostEnd + (url.port === "" ? 0 : 1 + url.port.length);
  }
  const hash = href.indexOf("#");
  const search = href.slice(0, hash < 0 ? undefined : hash).indexOf("?", pathStart);
  slots[0] = protocolEnd;
  slots[1] = usernameEnd;
  slots[2] = hostStart;
  slots[3] = hostEnd;
  slots[4] = url.port === "" ? omitted : Number(url.port);
  slots[5] = pathStart;
  slots[6] = search < 0 ? omitted : search;
  slots[7] = hash < 0 ? omitted : hash;
  slots[8] = schemes[url.protocol] ?? notSpecial;
}
