/** The reader of a language, loaded when a file of it is met first; undefined where lines are words and marks. */
import type { LineReader } from "../../../shared/completion/lexer.ts";
import { parsedLines } from "./parsed-lines.ts";

export async function loadReader(language: string): Promise<LineReader | undefined> {
  switch (language) {
    case "python": {
      const { parser } = await import("@lezer/python");
      return parsedLines(parser, { comments: /^Comment$/, wholes: /String$/, stringEnd: /"""|'''/ });
    }
    case "css": {
      const { parser } = await import("@lezer/css");
      return parsedLines(parser, { comments: /^Comment$/, wholes: /^StringLiteral$/, commentEnd: /\*\// });
    }
    case "html": {
      const { parser } = await import("@lezer/html");
      return parsedLines(parser, { comments: /^Comment$/, wholes: /AttributeValue$/, commentEnd: /-->/ });
    }
    case "json": {
      const { parser } = await import("@lezer/json");
      return parsedLines(parser, { comments: /^$/, wholes: /^(?:String|PropertyName)$/ });
    }
    case "markdown": {
      const { parser } = await import("@lezer/markdown");
      return parsedLines(parser, { comments: /^CommentBlock$/, wholes: /^(?:InlineCode|URL)$/, commentEnd: /-->/ });
    }
    default:
      return undefined;
  }
}
