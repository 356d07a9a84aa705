/** What a link of an answer may lead to: a page of the web, which is shown with its address, or a place of the project. */
export type Link = { kind: "web"; address: string } | { kind: "place"; path: string; line?: number };

/** Undefined for everything else: such a link is drawn as its text. */
export function linkOf(href: string): Link | undefined {
  const written = href.trim();
  if (/^https?:\/\//i.test(written)) {
    if (!URL.canParse(written)) return undefined;
    const { protocol, href: address, username, password } = new URL(written);
    // A name before the host makes another host look like the one that is written first.
    if ((protocol !== "http:" && protocol !== "https:") || username || password) return undefined;
    return { kind: "web", address };
  }
  return placeOf(decoded(written));
}

/** `src/a.ts`, `src/a.ts:12`, `src/a.ts:12:3`, `src/a.ts#L12`. */
export function placeOf(written: string): Extract<Link, { kind: "place" }> | undefined {
  const found =
    /^(?:\.\/)?([^\s:?#\\<>"|*][^:?#\\<>"|*\n]*?)(?::(\d{1,7})(?::\d+)?(?:-\d+)?|#L(\d{1,7})(?:-L?\d+)?)?$/u.exec(
      written,
    );
  const path = found?.[1];
  if (path === undefined || path.startsWith("/") || path.split("/").includes("..")) return undefined;
  const line = Number(found?.[2] ?? found?.[3] ?? 0);
  return { kind: "place", path, ...(line > 0 && { line }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: it means itself.
    return text;
  }
}
