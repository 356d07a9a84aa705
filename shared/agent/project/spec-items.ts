/** What a specification asks for, item by item: sections, definitions in code fences, bullets, and `//!` pseudo-code in source files. */
import { agentLimits } from "../limits.ts";

export interface SpecItem {
  /** Its own, as in `- [R1] …`, or made of where it stands and what it defines; unique. */
  id: string;
  path: string;
  kind: "section" | "definition" | "requirement" | "pseudo";
  text: string;
  /** From 1. */
  line: number;
}

const heading = /^#{1,6}\s+(.*?)\s*#*$/;
const fence = /^\s*(`{3,}|~{3,})/;
const bullet = /^ ?(?:[-*+]|\d{1,9}[.)])\s+(.*)$/;
const ownId = /^\**\[?([A-Z][A-Z0-9]{0,9}-?\d+(?:\.\d+)*)(?:\]|\**[:.)]|\*\*)/;
const defines = /\b(?:interface|type|class|enum|function|struct|model|table|def|const)\s+([\p{L}_$][\p{L}\p{N}_$]*)/u;

/** The items of a Markdown file, in its order. */
export function readSpec(path: string, markdown: string): SpecItem[] {
  const items: Omit<SpecItem, "id" | "path">[] = [];
  const sections: string[] = [];
  const lines = markdown.split(/\r?\n/);
  let section = "";
  let open: Omit<SpecItem, "id" | "path"> | undefined;
  const add = (kind: SpecItem["kind"], text: string, line: number) => {
    open = { kind, text, line };
    items.push(open);
    sections.push(section);
  };
  for (let at = 0; at < lines.length && items.length < agentLimits.maxSpecItems; at++) {
    const line = lines[at] ?? "";
    const mark = fence.exec(line)?.[1];
    const title = heading.exec(line)?.[1];
    if (mark !== undefined) {
      const end = lines.findIndex((other, index) => index > at && other.trim().startsWith(mark));
      const close = end < 0 ? lines.length : end;
      add("definition", lines.slice(at + 1, close).join("\n"), at + 1);
      open = undefined;
      at = close;
    } else if (title !== undefined) {
      section = slugOf(title);
      add("section", title, at + 1);
    } else if (bullet.test(line)) add("requirement", bullet.exec(line)?.[1] ?? "", at + 1);
    else if (line.trim() === "") open = open?.kind === "section" ? open : undefined;
    else if (open) open.text += `\n${line.trim()}`;
    else add("section", line.trim(), at + 1);
  }
  return named(path, items, sections);
}

/** The runs of `//!` lines of a source file. */
export function readPseudoCode(path: string, source: string): SpecItem[] {
  const items: Omit<SpecItem, "id" | "path">[] = [];
  let last = -1;
  for (const [index, line] of source.split(/\r?\n/).entries()) {
    const said = /^\s*\/\/! ?(.*)$/.exec(line)?.[1];
    if (said === undefined) continue;
    const open = items.at(-1);
    if (open && last === index - 1) open.text += `\n${said}`;
    else if (items.length < agentLimits.maxSpecItems) items.push({ kind: "pseudo", text: said, line: index + 1 });
    last = index;
  }
  return items.map((item, index) => ({ ...item, id: `${path}!${index + 1}`, path }));
}

function named(path: string, items: readonly Omit<SpecItem, "id" | "path">[], sections: readonly string[]): SpecItem[] {
  const used = new Map<string, number>();
  return items.map((item, index) => {
    const base = idOf(item, `${path}#${sections[index] ?? ""}`, path);
    const count = (used.get(base) ?? 0) + 1;
    used.set(base, count);
    return { ...item, id: count === 1 ? base : `${base}~${count}`, path };
  });
}

function idOf({ kind, text }: Omit<SpecItem, "id" | "path">, section: string, path: string): string {
  const own = kind === "requirement" ? ownId.exec(text)?.[1] : undefined;
  if (own !== undefined) return own;
  const name = kind === "definition" ? defines.exec(text)?.[1] : undefined;
  if (name !== undefined) return `${path}#${name}`;
  return kind === "section" ? section : `${section}/${kind}`;
}

function slugOf(title: string): string {
  return (title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join("-").slice(0, 100);
}
