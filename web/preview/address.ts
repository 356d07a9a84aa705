/** What is typed into the preview's address field, as a path on the port's own origin. */
export function previewPath(typed: string): string {
  const text = typed.trim();
  const afterOrigin = /^[a-z]+:\/\/[^/]*(.*)$/i.exec(text)?.[1] ?? text.replace(/^localhost(:\d+)?(?=\/|$)/i, "");
  return afterOrigin.startsWith("/") ? afterOrigin : `/${afterOrigin}`;
}

/** The address of `path` on a port. The path can never lead to another origin. */
export function previewAddress(portUrl: string, path: string): string {
  const base = new URL(portUrl);
  // A path of two slashes would be read as a host: it is set, not resolved.
  const [beforeHash = "", hash = ""] = splitOnce(path, "#");
  const [pathname = "", search = ""] = splitOnce(beforeHash, "?");
  base.pathname = pathname;
  base.search = search;
  base.hash = hash;
  return base.href;
}

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
