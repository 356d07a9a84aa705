/** The scripts that are loaded leave Node's comments out: a third of their size. Every line and every column of code stays where it is. */

interface Acorn {
  parse(source: string, options: object): unknown;
}

/** Blanks the comments of a module's text; its code is the same, character by character, at the same places. */
export type BlankComments = (text: string) => string;

/** `acornText` is the parser that Node's library carries (`internal/deps/acorn/acorn/dist/acorn`). */
export function createBlankComments(acornText: string): BlankComments {
  const acorn = loadAcorn(acornText);
  return (text) => {
    const parts: string[] = [];
    let at = 0;
    acorn.parse(text, {
      ecmaVersion: "latest",
      sourceType: "script",
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      onComment(_block: boolean, _content: string, start: number, end: number) {
        parts.push(text.slice(at, start), blank(text.slice(start, end), text[end]));
        at = end;
      },
    });
    return parts.join("") + text.slice(at);
  };
}

/** Spaces keep the columns of code that follows on the comment's last line; where none follows the line breaks are enough. */
function blank(comment: string, next: string | undefined): string {
  const lines = comment.split("\n");
  const last = next === "\n" || next === undefined ? "" : " ".repeat(lines.at(-1)?.length ?? 0);
  return "\n".repeat(lines.length - 1) + last;
}

function loadAcorn(text: string): Acorn {
  const module: { exports: Partial<Acorn> } = { exports: {} };
  new Function("exports", "module", text)(module.exports, module);
  const { parse } = module.exports;
  if (!parse) throw new Error("Node's library carries no acorn where it is looked for.");
  return { parse };
}
