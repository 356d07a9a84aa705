/** Says whether code stands word for word in a package of the completion corpus: comments and white space apart, token by token. */
import type { Corpus } from "../completion/corpus-file.ts";
import { lexText, newline } from "../completion/lexer.ts";
import { newlineId, unknownId, Vocabulary } from "../completion/vocabulary.ts";
import { copyLimits } from "./limits.ts";
import { isLongEnough } from "./long-enough.ts";

export interface CopiedPackage {
  name: string;
  license: string;
}

/** A package of the corpus, in the corpus's order, with how many of its tokens are the package's. */
export interface CorpusPart extends CopiedPackage {
  tokens: number;
}

export class CopyFinder {
  readonly #vocabulary: Vocabulary;
  /** The corpus without its line ends: code that is broken into lines in another way is still the same. */
  readonly #tokens: Int32Array;
  /** How often each token stands in the corpus. */
  readonly #counts: Int32Array;
  /** Where each package's tokens end. */
  readonly #ends: { end: number; part: CorpusPart }[] = [];

  constructor({ vocabulary, tokens }: Pick<Corpus, "vocabulary" | "tokens">, parts: readonly CorpusPart[]) {
    this.#vocabulary = new Vocabulary(vocabulary);
    this.#tokens = tokens.filter((token) => token !== newlineId);
    this.#counts = new Int32Array(this.#vocabulary.size);
    for (const token of this.#tokens) this.#counts[token] = (this.#counts[token] ?? 0) + 1;
    let at = 0;
    let end = 0;
    for (const part of parts) {
      for (const last = at + part.tokens; at < last; at++) if (tokens[at] !== newlineId) end++;
      this.#ends.push({ end, part });
    }
  }

  /** The package that holds `code`; undefined for code that is too short to be anybody's, or nobody's. */
  find(code: string): CopiedPackage | undefined {
    const wanted = this.#tokensOf(code);
    if (!wanted) return undefined;
    const rarest = this.#rarestOf(wanted);
    const anchor = wanted[rarest] ?? unknownId;
    for (let at = this.#tokens.indexOf(anchor); at >= 0; at = this.#tokens.indexOf(anchor, at + 1)) {
      const from = at - rarest;
      if (wanted.every((token, index) => this.#tokens[from + index] === token))
        return this.#packageAt(from, wanted.length);
    }
    return undefined;
  }

  /** Index of the token that stands in the corpus least often: there the search begins. */
  #rarestOf(wanted: readonly number[]): number {
    const countAt = (index: number) => this.#counts[wanted[index] ?? unknownId] ?? 0;
    let rarest = 0;
    for (let index = 1; index < wanted.length; index++) if (countAt(index) < countAt(rarest)) rarest = index;
    return rarest;
  }

  #tokensOf(code: string): number[] | undefined {
    if (!isLongEnough(code)) return undefined;
    const { tokens } = lexText(code, "script");
    const ids = tokens.filter((token) => token !== newline).map((token) => this.#vocabulary.idOf(token));
    const wanted = ids.slice(
      ids.findIndex((id) => id !== unknownId),
      copyLimits.maxTokens,
    );
    const known = wanted.filter((id) => id !== unknownId).length;
    const enough = wanted.length >= copyLimits.minTokens && known / ids.length >= copyLimits.minKnownShare;
    return enough ? wanted : undefined;
  }

  #packageAt(at: number, length: number): CopiedPackage | undefined {
    const found = this.#ends.find(({ end }) => at < end);
    if (!found || at + length > found.end) return undefined;
    const { name, license } = found.part;
    return { name, license };
  }
}
