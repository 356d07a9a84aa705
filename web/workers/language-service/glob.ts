/** The patterns of `include` and `exclude` in a tsconfig.json. */

/** A folder's pattern takes what is below it; `**` stands for any folders, `*` and `?` for letters of one name. */
export function globPattern(folder: string, glob: string): RegExp {
  const path = glob.startsWith("/") ? glob : `${folder}/${glob.replace(/^(?:\.\/)+/, "")}`;
  const names = path.replace(/\/+$/, "").split("/").slice(1);
  let source = "^";
  for (const name of names) source += name === "**" ? "(?:/[^/]+)*?" : `/${nameSource(name)}`;
  return new RegExp(`${source}(?:/.*)?$`);
}

function nameSource(name: string): string {
  return name
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
}
