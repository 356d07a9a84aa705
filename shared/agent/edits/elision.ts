/** Lines by which a model leaves code out: "// … rest of the code unchanged". Written into a file they would delete what they stand for. */

/** A comment in any of the usual forms, or text in brackets: what stands in it. */
const comment =
  /^\s*(?:\/\/+|#+|--+|%+|;+|\/\*+|\*+|<!--|\{\/\*+|\(\*|"""|'''|\[|<)\s*(.*?)\s*(?:\*+\/\}?|-->|\*\)|"""|'''|\]|>)?\s*$/;
const dotsAlone = /^(?:\.{3,}|…+)$/;
const dots = /(?:\.{3,}|…)/;
const leftOut =
  /\b(?:rest|remainder|remaining|existing|other|previous|original|same|everything|all|unchanged|unmodified)\b.{0,80}\b(?:unchanged|unmodified|untouched|same|omitted|elided|skipped|truncated|here|above|before|remains?|stays?|continues?|follows?|goes|kept|brevity|as is|as-is)\b/i;
const keeps =
  /\b(?:keep|leave|retain|preserve|insert|add|paste|include)\b.{0,40}\b(?:rest|remainder|remaining|existing|original|other|everything)\b/i;
const shortly =
  /\b(?:omitted|truncated|elided|snipped|snip|unchanged)\b.{0,40}(?:\bfor brevity\b|\.{3}|…)|\bfor brevity\b|\(unchanged\)|\bno changes? (?:here|below|above|needed)\b/i;
const dotted =
  /\b(?:rest|remainder|remaining|existing|other|previous|original|same|more|implementation|code|methods?|functions?|imports?|logic|body|fields|props|tests?)\b/i;
const chinese =
  /(?:其余|剩余|其他|其它|余下|后续|原有|原来|现有|以下|以上|之前|上面|下面|此处|这里|中间|部分)[^，。]{0,12}(?:不变|保持|省略|同上|略|相同|一致|未改|未变|无需修改|不动|照旧)|省略[^，。]{0,8}(?:代码|部分|内容|实现)?|(?:\.{3}|…)\s*(?:其余|其他|剩余|省略|原有|现有)/;

/** The first such line that did not stand in the file already, or undefined. */
export function elidedLine(written: string, original: string, path: string): string | undefined {
  const isPython = /\.pyi?$/.test(path);
  let known: ReadonlySet<string> | undefined;
  return written.split("\n").find((line) => {
    if (!leavesOut(line, isPython)) return false;
    known ??= new Set(original.split("\n").map((each) => each.trim()));
    return !known.has(line.trim());
  });
}

function leavesOut(line: string, isPython: boolean): boolean {
  const bare = line.trim();
  if (bare === "" || bare.length > 200) return false;
  // In Python three dots are a statement.
  if (dotsAlone.test(bare)) return !isPython;
  // A space behind the dots: `...rest` is JavaScript.
  if (/^(?:\.{3,}|…)\s/.test(bare)) return true;
  const said = comment.exec(bare)?.[1];
  if (said === undefined) return false;
  if (dotsAlone.test(said)) return true;
  if (leftOut.test(said) || keeps.test(said) || shortly.test(said) || chinese.test(said)) return true;
  return dots.test(said) && /^(?:\.{3,}|…)|(?:\.{3,}|…)$/.test(said) && dotted.test(said);
}
