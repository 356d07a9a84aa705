/** Ranks pieces of files by the words that they share with a question (Okapi BM25); files come and go in place. */

export interface Piece {
  path: string;
  from: number;
  to: number;
}

export interface SearchedFiles {
  except: string;
  /** Told of too when they share little. */
  favoured: ReadonlySet<string>;
}

interface StoredPiece extends Piece {
  gone: boolean;
}

/** The customary constants of BM25: how soon a word's repeats stop to count, and how much a long piece is held against it. */
const saturation = 1.2;
const lengthWeight = 0.75;
/** Of the best piece's score: what has less shares a common word or two. */
const minShare = 0.25;
/** A posting is a piece's number and, in its last bits, the word's count there; higher counts are not told apart. */
const countBits = 4;
const maxCount = (1 << countBits) - 1;
/** Postings read for one question: a word that stands in half of all pieces says little and costs much. */
const maxRead = 8_000;
/** Pieces that are gone stay in the lists until they are so many. */
const maxGone = 4_000;

export class WordIndex {
  #pieces: StoredPiece[] = [];
  /** Words in each piece, apart from the pieces: read at each posting. */
  #lengths: number[] = [];
  #postings = new Map<string, number[]>();
  #ofFile = new Map<string, number[]>();
  #words = 0;
  #gone = 0;

  get size(): number {
    return this.#pieces.length - this.#gone;
  }

  /** Pieces in memory, those too that are gone. */
  get stored(): number {
    return this.#pieces.length;
  }

  add(piece: Piece, counts: ReadonlyMap<string, number>): void {
    const number = this.#pieces.length;
    let words = 0;
    for (const [word, count] of counts) {
      words += count;
      const list = this.#postings.get(word);
      const posting = (number << countBits) | Math.min(count, maxCount);
      if (list) list.push(posting);
      else this.#postings.set(word, [posting]);
    }
    this.#pieces.push({ ...piece, gone: false });
    this.#lengths.push(words);
    this.#words += words;
    const own = this.#ofFile.get(piece.path);
    if (own) own.push(number);
    else this.#ofFile.set(piece.path, [number]);
  }

  remove(path: string): void {
    for (const number of this.#ofFile.get(path) ?? []) {
      const piece = this.#pieces[number];
      if (!piece) continue;
      piece.gone = true;
      this.#words -= this.#lengths[number] ?? 0;
      this.#gone++;
    }
    this.#ofFile.delete(path);
    if (this.#gone > maxGone && this.#gone > this.size) this.#compact();
  }

  /** The pieces that share words with `terms`, the best first; of many terms the rarest count. */
  search(terms: Iterable<string>, maxTerms: number, files: SearchedFiles): Piece[] {
    const lists = [...new Set(terms)].map((term) => this.#listOf(term));
    const rarest = lists.toSorted((left, right) => left.length - right.length).slice(0, maxTerms);
    const scores = new Float64Array(this.#pieces.length);
    const mean = this.#words / Math.max(1, this.size);
    let read = 0;
    for (const list of rarest) {
      read += list.length;
      if (read > maxRead && read > list.length) break;
      const weight = Math.log(1 + (this.size - list.length + 0.5) / (list.length + 0.5));
      for (const posting of list) {
        const number = posting >>> countBits;
        const count = posting & maxCount;
        const share = 1 - lengthWeight + (lengthWeight * (this.#lengths[number] ?? 0)) / mean;
        scores[number] = (scores[number] ?? 0) + (weight * count * (saturation + 1)) / (count + saturation * share);
      }
    }
    for (const number of this.#ofFile.get(files.except) ?? []) scores[number] = 0;
    return this.#bestOf(scores, new Set([...files.favoured].flatMap((path) => this.#ofFile.get(path) ?? [])));
  }

  /** Pieces with the highest scores, and of `favoured` all that have one. */
  #bestOf(scores: Float64Array, favoured: ReadonlySet<number>): Piece[] {
    const least = scores.reduce((best, score) => Math.max(best, score), 0) * minShare;
    const found: number[] = [];
    for (let number = 0; number < scores.length; number++) {
      const score = scores[number] ?? 0;
      if (score > 0 && (score >= least || favoured.has(number))) found.push(number);
    }
    const scoreOf = (number: number) => scores[number] ?? 0;
    return found
      .sort((left, right) => scoreOf(right) - scoreOf(left) || left - right)
      .flatMap((number) => this.#pieces[number] ?? []);
  }

  /** The pieces with a word; those that are gone leave the list when somebody looks at it. */
  #listOf(term: string): number[] {
    const list = this.#postings.get(term) ?? [];
    if (this.#gone === 0) return list;
    const kept = list.filter((posting) => this.#pieces[posting >>> countBits]?.gone === false);
    if (kept.length < list.length) this.#postings.set(term, kept);
    return kept;
  }

  /** Takes what is gone out of the lists and numbers the rest anew. */
  #compact(): void {
    const numbers = new Map<number, number>();
    this.#pieces.forEach((piece, number) => {
      if (!piece.gone) numbers.set(number, numbers.size);
    });
    this.#lengths = this.#lengths.filter((_, number) => numbers.has(number));
    this.#pieces = this.#pieces.filter(({ gone }) => !gone);
    this.#gone = 0;
    for (const [word, list] of this.#postings) {
      const kept = list.flatMap((posting) => {
        const number = numbers.get(posting >>> countBits);
        return number === undefined ? [] : (number << countBits) | (posting & maxCount);
      });
      if (kept.length) this.#postings.set(word, kept);
      else this.#postings.delete(word);
    }
    this.#ofFile = new Map();
    this.#pieces.forEach(({ path }, number) => {
      const own = this.#ofFile.get(path);
      if (own) own.push(number);
      else this.#ofFile.set(path, [number]);
    });
  }
}
