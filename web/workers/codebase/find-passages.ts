/** The pieces of a project that share the most telling words with a question. */
import type { FoundPassage, ToCodebaseWorker } from "../../../shared/chat/search-messages.ts";
import { piecesOf } from "../context/pieces.ts";
import { WordIndex } from "../context/word-index.ts";
import { countWords } from "../context/words.ts";

const maxTerms = 48;
const han = /\p{Script=Han}+/gu;

export function findPassages({ question, files, maxChars, maxPieces }: ToCodebaseWorker): FoundPassage[] {
  const index = new WordIndex();
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  for (const { path, text } of files) {
    for (const { from, to } of piecesOf(text)) {
      // The name of the file says what its pieces are about.
      index.add({ path, from, to }, wordsOf(`${path}\n${text.slice(from, to)}`));
    }
  }
  const passages: FoundPassage[] = [];
  let room = maxChars;
  for (const { path, from, to } of index.search(wordsOf(question).keys(), maxTerms, nothingSpecial)) {
    const text = texts.get(path) ?? "";
    const piece = text.slice(from, to);
    if (piece.length > room) continue;
    room -= piece.length;
    passages.push({ path, firstLine: text.slice(0, from).split("\n").length, text: piece });
    if (passages.length === maxPieces) break;
  }
  return passages;
}

const nothingSpecial = { except: "", favoured: new Set<string>() };

/** Words of code, and pairs of Chinese characters, as these are written without spaces. */
function wordsOf(text: string): Map<string, number> {
  const counts = countWords(text);
  for (const [run] of text.matchAll(han)) {
    const letters = [...run];
    for (let at = 0; at + 1 < letters.length; at++) {
      const pair = `${letters[at]}${letters[at + 1]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  return counts;
}
