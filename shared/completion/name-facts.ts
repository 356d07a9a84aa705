/** What is known of each name at one place: the numbers the ranking weighs. */
import { type EchoCoder, isEcho, predictEcho } from "./echo-model.ts";
import type { Candidate } from "./language-model.ts";
import { PatternFacts, type PatternSources, patternFactNames } from "./pattern-facts.ts";
import type { ScopeReader } from "./scope-reader.ts";
import type { TokenTables } from "./source-document.ts";
import { subwordsOf } from "./subwords.ts";
import type { SuffixArray } from "./suffix-array.ts";
import { type TokenRoles, tokenRoles } from "./token-roles.ts";
import { newlineId, type Vocabulary } from "./vocabulary.ts";

/** The first facts in the order of their weights. Those of names are 0 for any other token. */
const nameFactNames = [
  "logProbability",
  "isName",
  "knownHere",
  "countHere",
  "recency",
  "inThisFunction",
  "memberFit",
  "inScope",
  "scopeDistance",
  "outOfScope",
  "declaredUnused",
  "classMember",
  "inContext",
  "knownInWorkspace",
  "knownInCorpus",
  "typeLike",
  "sharedSubwords",
  "mentioned",
  "echo",
  "isEcho",
  "asTyped",
  "asTypedKnown",
  "corpusAlone",
  "workspaceAlone",
  "fileAlone",
  "corpusOrder",
  "workspaceOrder",
  "fileOrder",
  "corpusShare",
  "workspaceShare",
  "fileShare",
  "likeLineAbove",
  "likeLineBegunSo",
] as const;

export const factNames: readonly string[] = [...nameFactNames, ...patternFactNames];

/** What is known around a caret. */
export interface Surroundings {
  /** What was read of the lines above; undefined in languages whose scopes are not read. */
  readonly scopes: ScopeReader | undefined;
  /** Undefined in the same languages as `scopes`. */
  readonly patterns: PatternSources | undefined;
  /** How often the file, the workspace and the corpus write a token. */
  readonly fileCount: (token: number) => number;
  readonly workspaceCount: (token: number) => number;
  readonly corpusCount: (token: number) => number;
  /** True for words of the file's comments and strings. */
  readonly isMentioned: (token: number) => boolean;
  readonly echo: readonly SuffixArray[];
}

interface Place extends Surroundings {
  /** The tokens before, the last few. */
  readonly context: readonly number[];
}

/** The first fact is the logarithm divided by this: the network reads numbers near 1. */
export const logScale = 8;

/** Numbers of `NameFacts.place`. */
export const placeSize = 3 * tokenRoles.length + 2;

export type PlaceKind = "member" | "statement" | "expression";

export class NameFacts {
  private readonly vocabulary: Vocabulary;
  private readonly roles: TokenRoles;
  private readonly coder: EchoCoder;
  private readonly patterns: PatternFacts;
  private readonly subwords: (ReadonlySet<string> | undefined)[] = [];
  private readonly capitals: (boolean | undefined)[] = [];

  constructor(tables: TokenTables, coder: EchoCoder) {
    this.coder = coder;
    this.vocabulary = tables.vocabulary;
    this.roles = tables.roles;
    this.patterns = new PatternFacts(tables, coder);
  }

  kindOf(context: readonly number[]): PlaceKind {
    const last = this.roles.of(context.at(-1) ?? 0);
    if (last === "dot") return "member";
    return last === "end" || last === "open-brace" || last === "close-brace" ? "statement" : "expression";
  }

  /** What the place itself is like: the roles of the last three tokens, how far its line is written, and the word begun. */
  place(context: readonly number[], typed?: string): Float64Array {
    const row = new Float64Array(placeSize);
    for (let back = 1; back <= 3; back++) {
      const role = this.roles.of(context.at(-back) ?? newlineId);
      row[(back - 1) * tokenRoles.length + tokenRoles.indexOf(role)] = 1;
    }
    row[placeSize - 2] = Math.min(1, (context.length - 1 - context.lastIndexOf(newlineId)) / 12);
    row[placeSize - 1] = Math.min(1, (typed?.length ?? 0) / 8);
    return row;
  }

  /** The facts of each candidate, one row a token; `typed` stands there already. */
  of(place: Place, candidates: readonly Candidate[], typed?: string): Float64Array[] {
    const { context, scopes } = place;
    const tokens = candidates.map(({ token }) => token);
    const isMember = this.kindOf(context) === "member";
    const afterThis = isMember && this.vocabulary.textOf(context.at(-2) ?? 0) === "this";
    const wantsType = typeBefore.has(this.vocabulary.textOf(context.at(-1) ?? 0));
    const near = this.nearestName(context);
    const codeOf = this.coder.codesAfter(context);
    const codes = tokens.map(codeOf);
    const echo = predictEcho(place.echo, this.coder.latest(context), new Set(codes));
    const alike = alikeIn(linesOf(context));
    const addPatterns =
      place.patterns && this.patterns.after(place.patterns, place.corpusCount, context, nameFactNames.length);
    const functionStart = scopes?.functionStart() ?? 0;
    return candidates.map((candidate, index) => {
      const { token, probability } = candidate;
      const row = new Float64Array(factNames.length);
      row[0] = Math.log(probability + 1e-9) / logScale;
      candidate.layers.forEach(({ probability, order, share }, layer) => {
        row[22 + layer] = Math.log(probability) / 4;
        row[25 + layer] = order / 7;
        row[28 + layer] = share;
      });
      row[31] = token === alike.above ? 1 : 0;
      row[32] = token === alike.begunSo ? 1 : 0;
      const code = codes[index] ?? 0;
      addPatterns?.(row, candidate, code);
      row[18] = Math.log(echo.get(code) ?? 1e-6);
      row[19] = isEcho(code) ? 1 : 0;
      if (typed !== undefined && this.vocabulary.textOf(token) === typed) {
        row[20] = 1;
        row[21] = place.fileCount(token) > 0 || place.corpusCount(token) > 0 ? 1 : 0;
      }
      if (this.roles.of(token) !== "name") return row;
      row[1] = 1;
      const count = place.fileCount(token);
      row[2] = count > 0 ? 1 : 0;
      row[3] = Math.log1p(count);
      const back = context.lastIndexOf(token);
      row[12] = back < 0 ? 0 : 1;
      const uses = scopes?.uses.get(token);
      if (scopes && uses) {
        const distance = back < 0 ? scopes.position - uses.last + context.length : context.length - back;
        row[4] = 1 - Math.log1p(distance) / 9;
        row[5] = uses.last >= functionStart ? 1 : 0;
        const fitting = isMember ? uses.members : uses.plain;
        row[6] = Math.log((fitting + 0.3) / (uses.members + uses.plain + 0.6));
        row[10] = !isMember && uses.plain === 1 && uses.last >= functionStart ? 1 : 0;
      } else if (back >= 0) row[4] = 1 - Math.log1p(context.length - back) / 9;
      if (!isMember && scopes) {
        const depth = scopes.scopeOf(token);
        row[7] = depth === undefined ? 0 : 1;
        row[8] = depth === undefined ? 0 : 1 / (1 + scopes.depth - depth);
        row[9] = scopes.isOutOfScope(token) ? 1 : 0;
      }
      row[11] = afterThis && scopes?.classMembers.has(token) ? 1 : 0;
      row[13] = place.workspaceCount(token) > 0 ? 1 : 0;
      row[14] = place.corpusCount(token) > 0 ? 1 : 0;
      row[15] = wantsType === this.isCapital(token) ? 1 : 0;
      row[16] = near === undefined || near === token ? 0 : this.shared(near, token);
      row[17] = place.isMentioned(token) ? 1 : 0;
      return row;
    });
  }

  /** The name of the context that stands last, but not as the object a member is wanted of. */
  private nearestName(context: readonly number[]): number | undefined {
    return context.findLast((token, index) => index < context.length - 2 && this.roles.of(token) === "name");
  }

  private isCapital(token: number): boolean {
    const known = this.capitals[token] ?? /^\p{Lu}/u.test(this.vocabulary.textOf(token));
    this.capitals[token] = known;
    return known;
  }

  private shared(left: number, right: number): number {
    const ours = this.wordsOf(left);
    const theirs = this.wordsOf(right);
    let both = 0;
    for (const word of ours) if (theirs.has(word)) both++;
    return both / Math.max(1, Math.min(ours.size, theirs.size));
  }

  private wordsOf(token: number): ReadonlySet<string> {
    const known = this.subwords[token] ?? new Set(subwordsOf(this.vocabulary.textOf(token)));
    this.subwords[token] = known;
    return known;
  }
}

/** The lines of a context, the one that is written last. */
function linesOf(context: readonly number[]): number[][] {
  const lines: number[][] = [[]];
  for (const token of context) {
    lines.at(-1)?.push(token);
    if (token === newlineId) lines.push([]);
  }
  return lines;
}

/** What stands at the same place in the line above, and in the last one that begins with the same token. */
function alikeIn(lines: readonly (readonly number[])[]): { above: number | undefined; begunSo: number | undefined } {
  const own = lines.at(-1) ?? [];
  const begunSo = lines.slice(0, -1).findLast((line) => own.length > 0 && line[0] === own[0]);
  return { above: lines.at(-2)?.[own.length], begunSo: begunSo?.[own.length] };
}

/** Marks and words behind which a type's name, written with a capital, is usual. */
const typeBefore = new Set(["new", "extends", "implements", "instanceof", "class", "interface", "<", "|", "as"]);
