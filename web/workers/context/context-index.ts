/** A workspace's files as context is looked for in them: what they declare, and their words. Files change in place. */
import { contextLimits } from "../../../shared/context/limits.ts";
import { withoutSecrets } from "../../../shared/models/secret-scan.ts";
import { declaredNames, declaringLanguage } from "./declared-names.ts";
import { piecesOf } from "./pieces.ts";
import { type Piece, WordIndex } from "./word-index.ts";
import { countWords } from "./words.ts";

export class ContextIndex {
  readonly words = new WordIndex();
  readonly #texts = new Map<string, string>();
  /** Name → the files that declare it, each with where. */
  readonly #declaring = new Map<string, Map<string, number>>();
  #chars = 0;

  get files(): number {
    return this.#texts.size;
  }

  has(path: string): boolean {
    return this.#texts.has(path);
  }

  text(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** The files that declare `name` at their top, each with the offset of the line. */
  declaring(name: string): ReadonlyMap<string, number> {
    return this.#declaring.get(name) ?? nowhere;
  }

  set(path: string, whole: string): void {
    this.remove(path);
    const text = readable(whole);
    if (text === undefined || this.#chars + text.length > contextLimits.maxWorkspaceChars) return;
    this.#chars += text.length;
    this.#texts.set(path, text);
    for (const [name, at] of namesOf(path, text)) {
      const paths = this.#declaring.get(name);
      if (paths) paths.set(path, at);
      else this.#declaring.set(name, new Map([[path, at]]));
    }
    for (const { from, to } of piecesOf(text)) this.words.add({ path, from, to }, countWords(text.slice(from, to)));
  }

  remove(path: string): void {
    const text = this.#texts.get(path);
    if (text === undefined) return;
    this.#texts.delete(path);
    this.#chars -= text.length;
    for (const [name] of namesOf(path, text)) {
      const paths = this.#declaring.get(name);
      paths?.delete(path);
      if (paths?.size === 0) this.#declaring.delete(name);
    }
    this.words.remove(path);
  }

  textOf({ path, from, to }: Piece): string {
    return this.#texts.get(path)?.slice(from, to) ?? "";
  }
}

const nowhere: ReadonlyMap<string, number> = new Map();

function namesOf(path: string, text: string): Iterable<readonly [name: string, at: number]> {
  const language = declaringLanguage(path);
  return language ? declaredNames(text, language) : [];
}

/** The beginning of a long file, without its secrets; undefined for binary that pretends to be text. */
function readable(text: string): string | undefined {
  const beginning = text.slice(0, contextLimits.maxFileChars);
  const strange = beginning.slice(0, 8_000).match(notText)?.length ?? 0;
  // Before it is cut into pieces: the middle of a key does not look like one.
  return strange > maxStrangeChars ? undefined : withoutSecrets(beginning);
}

const notText = /[\p{Cc}--[\t\n\f\r]]|\ufffd/gv;
/** A control character or two stand in honest tests. */
const maxStrangeChars = 8;
