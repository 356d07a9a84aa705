/** Which package or tarball a proxy path names; anything else is refused. */

export type PackagePath = { kind: "packument"; name: string } | { kind: "tarball"; name: string; file: string };

/** npm's own rule for names: lower case and URL-safe; old packages with capitals exist and are allowed. */
const segment = "[A-Za-z0-9~!*'()-][A-Za-z0-9._~!*'()-]*";
const packagePath = new RegExp(`^((?:@${segment}/)?${segment})(?:/-/(${segment}\\.tgz))?$`);
const maxNameLength = 214;

/** Reads "express", "@types/node", "@types%2fnode" or "express/-/express-5.1.0.tgz". */
export function parsePackagePath(path: string): PackagePath | undefined {
  const plain = path.replace(/^(@[^/%]+)%2f/i, "$1/");
  const match = packagePath.exec(plain);
  const name = match?.[1];
  if (!name || name.length > maxNameLength || name.includes("..")) return undefined;
  const file = match[2];
  if (file === undefined) return { kind: "packument", name };
  return file.includes("..") || file.length > maxNameLength ? undefined : { kind: "tarball", name, file };
}
