/** What kind of thing a token is. */
const keywords = new Set(
  (
    "break case catch class const continue debugger default delete do else export extends finally for function if import in " +
    "instanceof new return super switch this throw try typeof var void while with yield let static async await of get set " +
    "interface type enum implements private public protected readonly namespace abstract declare keyof as is infer satisfies " +
    "null undefined true false"
  ).split(" "),
);

const wordStart = /^[\p{L}_$#@]/u;
const identifier = /^[\p{L}_$]/u;

export function isKeyword(token: string): boolean {
  return keywords.has(token);
}

/** True for names: words that are not keywords. */
export function isIdentifier(token: string): boolean {
  return identifier.test(token) && !keywords.has(token);
}

/** The class the spacing model counts by: names, strings, numbers and expressions fall together, keywords and marks stand for themselves. */
export function tokenClass(token: string): string {
  const first = token.charCodeAt(0);
  if (first === 34 || first === 39 || first === 96) return "string";
  if (first >= 48 && first <= 57) return "number";
  if (wordStart.test(token)) return keywords.has(token) ? token : "name";
  if (first === 47 && token.length > 2) return "expression";
  return token;
}
