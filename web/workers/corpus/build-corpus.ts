/** Makes the completion corpus from installed packages: `corpus.bin` (gzip), `corpus.json` (what it is) and `NOTICE.txt` (whose it is). */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { encodeCorpus, joinedLength, joinFiles } from "../../../shared/completion/corpus-file.ts";
import { lexText, newline } from "../../../shared/completion/lexer.ts";
import { completionLimits } from "../../../shared/completion/limits.ts";
import { Spacing } from "../../../shared/completion/spacing.ts";
import { Vocabulary } from "../../../shared/completion/vocabulary.ts";
import { heldOutNames } from "./held-out.ts";
import { type CorpusPackage, corpusPackages } from "./packages.ts";
import { readableSources } from "./sources.ts";

export interface CorpusSummary {
  /** SHA-256 of the uncompressed corpus: the gate's figures belong to this corpus and no other. */
  hash: string;
  /** In the corpus's order; `tokens` are those of the package's files and the borders behind them. */
  packages: { name: string; version: string; license: string; files: number; tokens: number }[];
  tokens: number;
  vocabulary: number;
  bytes: number;
}

export interface CorpusOptions {
  nodeModulesDir: string;
  outDir: string;
  /** Names of packages to do without, beside the held-out ones: those the bench tunes on. */
  leaveOut?: readonly string[];
}

/** Writes the three files and returns what `corpus.json` says; the same packages give the same bytes. */
export async function buildCorpus({ nodeModulesDir, outDir, leaveOut = [] }: CorpusOptions): Promise<CorpusSummary> {
  const { names, repositories } = heldOutNames();
  const kept = { names: [...names, ...leaveOut], repositories };
  const packages = corpusPackages(dirname(nodeModulesDir), nodeModulesDir, kept);
  const seenLines = new Set<string>();
  const spacing = new Spacing();
  const counts = new Map<string, number>();
  const files: string[][] = [];
  const used: (CorpusPackage & { files: number; tokens: number })[] = [];
  for (const source of packages) {
    const texts = readableSources(source.folder, seenLines);
    const own = texts.map(({ text }) => countTokens(text, counts, spacing));
    if (own.length) used.push({ ...source, files: own.length, tokens: joinedLength(own) });
    files.push(...own);
  }

  const texts = frequentTokens(counts);
  const vocabulary = new Vocabulary(texts);
  const tokens = joinFiles(files.map((file) => file.map((token) => vocabulary.idOf(token))));
  const bytes = encodeCorpus({ vocabulary: texts, spacing: spacing.snapshot(), tokens });
  const packed = gzipSync(bytes, { level: 9 });
  const summary: CorpusSummary = {
    hash: createHash("sha256").update(bytes).digest("hex"),
    packages: used.map(({ name, version, license, files, tokens }) => ({ name, version, license, files, tokens })),
    tokens: tokens.length,
    vocabulary: vocabulary.size,
    bytes: packed.length,
  };
  mkdirSync(outDir, { recursive: true });
  writeWhole(join(outDir, "corpus.bin"), packed);
  writeWhole(join(outDir, "NOTICE.txt"), notice(used));
  writeWhole(join(outDir, "corpus.json"), `${JSON.stringify(summary, undefined, 2)}\n`);
  console.log(`  completion corpus ${summary.hash.slice(0, 16)}: ${used.length} packages, ${tokens.length} tokens`);
  return summary;
}

function countTokens(text: string, counts: Map<string, number>, spacing: Spacing): string[] {
  const { tokens, spaced } = lexText(text, "script");
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? "";
    const before = tokens[index - 1];
    counts.set(token, (counts.get(token) ?? 0) + 1);
    if (before !== undefined && before !== newline && token !== newline) {
      spacing.add(before, token, spaced[index] ?? false);
    }
  }
  return tokens;
}

/** Most frequent first; equal counts in text order, so that the file does not depend on the order of reading. */
function frequentTokens(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .filter(
      ([text, count]) =>
        count >= completionLimits.minTokenCount && text.length < completionLimits.maxTokenChars && text !== newline,
    )
    .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
    .map(([text]) => text);
}

function notice(packages: readonly (CorpusPackage & { files: number })[]): string {
  const head =
    "The completion corpus of Glasshouse is made of token sequences from the packages below.\n" +
    "Each is used under its own licence, whose text follows its name.\n";
  const parts = packages.map(
    ({ name, version, license, folder }) =>
      `\n${"-".repeat(72)}\n${name} ${version} (${license})\n\n${licenceText(folder)}`,
  );
  return head + parts.join("");
}

function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(?:licen[cs]e|copying)/i.test(name));
  const path = file && join(folder, file);
  return path && existsSync(path) ? `${readFileSync(path, "utf8").trim()}\n` : "The package holds no licence text.\n";
}

/** A reader never meets half a file. */
function writeWhole(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}
