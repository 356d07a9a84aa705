/** Lines of a language read with its Lezer grammar: comments left out, a string one token, words and marks between them. */
import type { Parser } from "@lezer/common";
import { type LexedLine, type LineReader, lexLine } from "../../../shared/completion/lexer.ts";

export interface GrammarHabits {
  /** Names of the nodes that are comments, and of those that are one token. */
  comments: RegExp;
  wholes: RegExp;
  /** What ends a comment or a string that goes over several lines. */
  commentEnd?: RegExp;
  stringEnd?: RegExp;
}

interface Part {
  from: number;
  to: number;
  comment: boolean;
}

/** A line without any of these is words and marks in every language: no grammar need be asked. */
const telling = /["'`#/*<]/;

export function parsedLines(parser: Parser, habits: GrammarHabits): LineReader {
  return {
    readLine(line, state) {
      const lexed: LexedLine & { tokens: string[]; starts: number[]; spaced: boolean[] } = {
        tokens: [],
        starts: [],
        spaced: [],
        endState: "code",
        endsIn: "code",
      };
      const begin = state === "code" ? 0 : endOf(state === "comment" ? habits.commentEnd : habits.stringEnd, line);
      if (state === "template" && line.trim()) addToken(lexed, line, { from: 0, to: begin ?? line.length });
      if (begin === undefined) return { ...lexed, endState: state, endsIn: state === "comment" ? "comment" : "string" };
      let at = begin;
      for (const part of partsOf(parser, line, begin, habits)) {
        addPlain(lexed, line, at, part.from);
        if (!part.comment) addToken(lexed, line, part);
        at = part.to;
        const left = part.to === line.length ? leftOpen(line.slice(part.from), part.comment, habits) : undefined;
        if (left) return { ...lexed, ...left };
      }
      addPlain(lexed, line, at, line.length);
      return lexed;
    },
  };
}

function endOf(end: RegExp | undefined, line: string): number | undefined {
  const found = end?.exec(line);
  return found ? found.index + found[0].length : undefined;
}

function partsOf(parser: Parser, line: string, begin: number, { comments, wholes }: GrammarHabits): Part[] {
  const text = line.slice(begin);
  if (!telling.test(text)) return [];
  const parts: Part[] = [];
  parser.parse(text).iterate({
    enter({ name, from, to }) {
      const comment = comments.test(name);
      if (!comment && !wholes.test(name)) return true;
      if (to > from) parts.push({ from: begin + from, to: begin + to, comment });
      return false;
    },
  });
  return parts;
}

/** What the line leaves open when `text`, a comment or a string, stands at its end. */
function leftOpen(
  text: string,
  comment: boolean,
  { commentEnd, stringEnd }: GrammarHabits,
): Pick<LexedLine, "endState" | "endsIn"> | undefined {
  if (comment) return commentEnd && endOf(commentEnd, text) !== undefined ? undefined : commentAtEnd(commentEnd);
  const quote = /^[a-z]{0,2}("""|'''|["'`])/i.exec(text)?.[1];
  if (quote === undefined) return undefined;
  const closed = text.indexOf(quote, text.indexOf(quote) + quote.length) >= 0;
  if (closed) return undefined;
  return { endState: quote.length === 3 && stringEnd ? "template" : "code", endsIn: "string" };
}

/** A comment that no mark ends ends with its line. */
function commentAtEnd(commentEnd: RegExp | undefined): Pick<LexedLine, "endState" | "endsIn"> {
  return { endState: commentEnd ? "comment" : "code", endsIn: "comment" };
}

function addToken(
  { tokens, starts, spaced }: { tokens: string[]; starts: number[]; spaced: boolean[] },
  line: string,
  { from, to }: Pick<Part, "from" | "to">,
): void {
  tokens.push(line.slice(from, to));
  starts.push(from);
  spaced.push(/\s/.test(line[from - 1] ?? ""));
}

function addPlain(
  lexed: { tokens: string[]; starts: number[]; spaced: boolean[] },
  line: string,
  from: number,
  to: number,
): void {
  if (to <= from) return;
  const plain = lexLine(line.slice(from, to), "code", "plain");
  plain.tokens.forEach((token, index) => {
    const start = from + (plain.starts[index] ?? 0);
    addToken(lexed, line, { from: start, to: start + token.length });
  });
}
