/** The one place that decides whether a string may name a file of a workspace. */
import { fail, type Result, succeed } from "../lib/result.ts";
import { workspaceLimits } from "../protocol/limits.ts";

export type PathRefusal =
  | "empty"
  | "absolute"
  | "parent"
  | "backslash"
  | "encoded"
  | "control"
  | "look-alike"
  | "too-long"
  | "too-deep"
  | "reserved";

const sentences: Record<PathRefusal, string> = {
  empty: "A name cannot be empty.",
  absolute: "A path starts inside the workspace, without a slash or a drive; a name has no slash.",
  parent: "A path cannot leave the workspace.",
  backslash: "Use / between folders, not \\.",
  encoded: "A name cannot hold an encoded dot or slash.",
  control: "A name cannot hold control, invisible or direction characters.",
  "look-alike": "A name cannot hold characters that look like a dot or a slash.",
  "too-long": "The name or path is too long.",
  "too-deep": "The folders are nested too deeply.",
  reserved: "This name is reserved.",
};

const encoder = new TextEncoder();
// C0, C1, DEL, soft hyphen, zero width, direction marks and isolates, line and paragraph separators, tags, BOM, lone surrogates.
const forbiddenCharacters =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const encodedSeparators = /%(?:25)*(?:2e|2f|5c|00)/i;
// Windows opens a device, not a file, for these names, with any extension; a zip of the workspace must unpack there.
const deviceNames = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/** `raw` in its one accepted form (NFC, single slashes, no `.` segments), or why it is refused. */
export function normalizePath(raw: string): Result<string, PathRefusal> {
  if (raw.startsWith("/") || /^[a-z]:/i.test(raw)) return refuse("absolute");
  // Bounded before anything below walks the string.
  if (raw.length > workspaceLimits.maxPathBytes) return refuse("too-long");
  const names: string[] = [];
  for (const part of raw.split("/")) {
    if (part === "" || part === ".") continue;
    const name = checkName(part);
    if (!name.ok) return name;
    names.push(name.value);
  }
  const path = names.join("/");
  if (path === "") return refuse("empty");
  if (names.length > workspaceLimits.maxDepth) return refuse("too-deep");
  if (encoder.encode(path).length > workspaceLimits.maxPathBytes) return refuse("too-long");
  return succeed(path);
}

/** One file or folder name in its accepted form (NFC), or why it is refused. */
export function checkName(raw: string): Result<string, PathRefusal> {
  const name = raw.normalize("NFC");
  if (name.trim() === "" || name === ".") return refuse("empty");
  if (name === "..") return refuse("parent");
  if (name.includes("/")) return refuse("absolute");
  if (name.includes("\\")) return refuse("backslash");
  if (encodedSeparators.test(name)) return refuse("encoded");
  if (forbiddenCharacters.test(name)) return refuse("control");
  if (looksLikeSeparator(name)) return refuse("look-alike");
  if (encoder.encode(name).length > workspaceLimits.maxNameBytes) return refuse("too-long");
  if (isReserved(name)) return refuse("reserved");
  return succeed(name);
}

function looksLikeSeparator(name: string): boolean {
  if (/[\u2044\u2215\u2216\u29f5\u29f8\u29f9]/u.test(name)) return true;
  const plain = name.normalize("NFKC");
  return plain !== name && (/[/\\]/.test(plain) || /^\.{1,2}$/.test(plain) || plain.includes(".."));
}

function isReserved(name: string): boolean {
  const plain = name.normalize("NFKC").toLowerCase();
  // A trailing dot or blank is dropped by Windows, which would turn two files into one; `.git` carries hooks that run.
  return plain === ".git" || plain === "__proto__" || /[. ]$/.test(name) || deviceNames.test(name);
}

function refuse(code: PathRefusal): Result<never, PathRefusal> {
  return fail(code, sentences[code]);
}
