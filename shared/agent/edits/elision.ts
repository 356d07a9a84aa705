/**
 * Lines by which a model leaves code out: "// … rest of the code unchanged". Written into a file they would delete what they
 * stand for. A comment that only sounds a little like it is code: what it says must be about code, and that it is not there.
 */

/** A comment in any of the usual forms: what stands in it. */
const comment = /^(?:\/\/+|#+|--+|%+|;+|\/\*+|\*+|<!--|\{\/\*+|\(\*|"""|''')\s*(.*?)\s*(?:\*+\/\}?|-->|\*\)|"""|''')?$/;
/** Words in brackets, without anything that code or markup has. */
const bracketed = /^[[<(]\s*([\p{L}\p{N}\s.…'-]+)[\])>]$/u;
const dotsAlone = /^(?:\.{3,}|…+)$/;
const dotted = /^(?:\.{3,}|…)|(?:\.{3,}|…)$/;

const who =
  "(?:rest|remainder|remaining|others?|existing|previous|original|same|unchanged|unmodified|omitted|everything else)";
const noun =
  "(?:code|file|function|method|class|component|implementation|logic|content|script|module|import|definition|declaration|body|prop|field|test|style|rule|route|handler|case|config|setup|markup|page|template)s?";
const gone =
  "(?:unchanged|unmodified|untouched|omitted|elided|skipped|truncated|as[ -]is|as before|as above|the same|for brevity)";
const here = "(?:here|above|below|follows?|continues?|remains?|stays?|kept)";

const saysSo = [
  new RegExp(`\\b${who}\\b.{0,60}\\b${gone}\\b`, "i"),
  new RegExp(`\\b${who}\\b.{0,20}\\b${noun}\\b.{0,20}\\b${here}\\W*$`, "i"),
  new RegExp(`^\\W*(?:the )?rest of (?:the |this )?(?:\\w+ )?${noun}\\W*$`, "i"),
  new RegExp(`^\\W*(?:${gone}|no changes?(?: here| below| above| needed)?|same as (?:before|above))\\W*$`, "i"),
  /(?:omitted|truncated|elided|snipped) for brevity/i,
  /(?:其余|剩余|其他|其它|余下|后续|原有|原来|现有|以下|以上|之前|上面|下面|此处|这里)的?(?:代码|部分|内容|逻辑|实现|方法|函数|导入)?[^，。]{0,6}(?:不变|保持原样|省略|同上|略|相同|未改动?|未变|无需修改|不动|照旧)\W*$/,
  /^\W*(?:此处|这里|中间)?省略/,
];
/** Beside dots. */
const ofCode = new RegExp(`\\b(?:${who}|more|${noun})\\b|其余|其他|剩余|省略|原有|现有`, "i");

/** The first such line that did not stand in the file already, or undefined. */
export function elidedLine(written: string, original: string, path: string): string | undefined {
  const isPython = /\.pyi?$/.test(path);
  let known: ReadonlySet<string> | undefined;
  return written.split("\n").find((line) => {
    if (!leavesOut(line.trim(), isPython)) return false;
    known ??= new Set(original.split("\n").map((each) => each.trim()));
    return !known.has(line.trim());
  });
}

function leavesOut(line: string, isPython: boolean): boolean {
  if (line === "" || line.length > 200) return false;
  // In Python three dots are a statement.
  if (dotsAlone.test(line)) return !isPython;
  // A space behind the dots: `...rest` is JavaScript.
  if (/^(?:\.{3,}|…)\s/.test(line)) return true;
  const said = comment.exec(line)?.[1] ?? bracketed.exec(line)?.[1]?.trim();
  if (said === undefined) return false;
  if (dotsAlone.test(said) || saysSo.some((phrase) => phrase.test(said))) return true;
  return dotted.test(said) && ofCode.test(said);
}
