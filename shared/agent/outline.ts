/** What a file declares: names, where they stand, and what is declared in them. Offsets are the text's. */

export type SymbolKind =
  | "function"
  | "class"
  | "interface"
  | "type"
  | "enum"
  | "namespace"
  | "variable"
  | "method"
  | "property";

export interface OutlineItem {
  name: string;
  kind: SymbolKind;
  /** Where the comment right above it begins; `start` where there is none. */
  from: number;
  /** Where the declaration itself begins, `export` included. */
  start: number;
  to: number;
  exported: boolean;
  children: readonly OutlineItem[];
}

export interface NamedSymbol {
  /** Names from the outermost on, joined by dots. */
  path: string;
  item: OutlineItem;
}

/** All symbols of an outline, in the order of the file. */
export function symbolsOf(outline: readonly OutlineItem[], within = ""): NamedSymbol[] {
  return outline.flatMap((item) => {
    const path = within + item.name;
    return [{ path, item }, ...symbolsOf(item.children, `${path}.`)];
  });
}

/** The one symbol that a name such as `load` or `Store.load` means; undefined where there is none or more than one. */
export function symbolNamed(outline: readonly OutlineItem[], name: string): OutlineItem | undefined {
  const symbols = symbolsOf(outline);
  const exact = symbols.filter(({ path }) => path === name);
  const found = exact.length ? exact : symbols.filter(({ path }) => path.endsWith(`.${name}`));
  const [only, ...others] = found;
  if (!only || others.length) return undefined;
  // `const a = 1, b = 2`: neither is a declaration of its own.
  const isShared = symbols.some(
    ({ item }) => item !== only.item && item.start === only.item.start && item.to === only.item.to,
  );
  return isShared ? undefined : only.item;
}
