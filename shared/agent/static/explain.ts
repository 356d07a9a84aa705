/** Facts about symbols as markdown. */
import type { FactsAbout, SymbolFacts } from "./facts.ts";
import { staticLimits } from "./limits.ts";
import { cell, codeBlock, inlineCode, linkTo, quoted } from "./markdown.ts";
import { type StaticLanguage, type StaticWords, staticWords } from "./words.ts";

/** Undefined when there is nothing to tell. */
export function explained(
  path: string,
  { symbols, named }: FactsAbout<"symbols">,
  language: StaticLanguage,
): string | undefined {
  const words = staticWords(language);
  if (named) return nameExplained(named, words);
  if (!symbols.length) return undefined;
  if (symbols.length > staticLimits.maxExplained) return table(path, symbols, words);
  return symbols.map((symbol) => symbolExplained(path, symbol, words)).join("\n\n");
}

function nameExplained(
  { signature, documentation, at }: NonNullable<FactsAbout<"symbols">["named"]>,
  words: StaticWords,
): string {
  const parts = [codeBlock("ts", signature)];
  if (documentation) parts.push(quoted(documentation));
  if (at) parts.push(`**${words.declaredAt}** ${linkTo(at.path, at.line)}`);
  return parts.join("\n\n");
}

function symbolExplained(path: string, symbol: SymbolFacts, words: StaticWords): string {
  const { name, line, calls, throws, uses, moreUses } = symbol;
  const parts = [`### ${inlineCode(name)} · ${linkTo(path, line)}`];
  if (symbol.signature) parts.push(codeBlock("ts", symbol.signature));
  if (symbol.documentation) parts.push(quoted(symbol.documentation));
  parts.push(`- ${figures(symbol, words)}`);
  const lines: string[] = [];
  if (calls.length) {
    const told = calls.map(({ name, at }) => inlineCode(name) + (at ? ` (${linkTo(at.path, at.line)})` : ""));
    lines.push(`- **${words.calls}** ${told.join(", ")}`);
  }
  if (throws.length) {
    lines.push(
      `- **${words.throws}** ${throws.map((each) => `${inlineCode(each.name)} (${linkTo(path, each.line)})`).join(", ")}`,
    );
  }
  if (uses.length) {
    const more = moreUses ? [words.moreUses(moreUses)] : [];
    lines.push(`- **${words.uses}** ${[...uses.map((use) => linkTo(use.path, use.line)), ...more].join(", ")}`);
  } else lines.push(`- ${words.noUses}`);
  return `${parts.join("\n\n")}\n${lines.join("\n")}`;
}

function figures({ kind, exported, line, endLine, shape }: SymbolFacts, words: StaticWords): string {
  const told = [
    words.kinds[kind] ?? kind,
    exported ? words.exported : words.notExported,
    words.lines(endLine - line + 1),
  ];
  if (shape) {
    told.push(words.complexity(shape.complexity));
    if (shape.depth) told.push(words.depth(shape.depth));
    if (shape.loops) told.push(words.loops(shape.loops));
    if (shape.returns) told.push(words.returns(shape.returns));
    if (shape.awaits) told.push(words.awaits(shape.awaits));
  }
  return told.join(" · ");
}

function table(path: string, symbols: readonly SymbolFacts[], words: StaticWords): string {
  const rows = symbols.map((symbol) => {
    const cells = [inlineCode(symbol.name), linkTo(path, symbol.line), figures(symbol, words)];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  const head = `| ${words.symbol} | ${words.place} | ${words.what} |\n| --- | --- | --- |`;
  return `${words.declares(symbols.length)}\n\n${head}\n${rows.join("\n")}`;
}
