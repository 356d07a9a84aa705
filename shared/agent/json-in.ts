/** The JSON that a model's answer holds: alone, in a code fence, or with talk around it. */

const fenced = /^[ \t]*(`{3,})[\w.-]*[ \t]*\n([\s\S]*?)\n[ \t]*\1[ \t]*$/m;

/** Undefined where there is none; `null` is JSON too. */
export function jsonIn(answer: string): unknown {
  const whole = parsed(answer);
  if (whole !== undefined) return whole;
  const inFence = parsed(fenced.exec(answer)?.[2] ?? "");
  if (inFence !== undefined) return inFence;
  const from = answer.search(/^[ \t]*[[{]/m);
  const to = Math.max(answer.lastIndexOf("}"), answer.lastIndexOf("]"));
  return from < 0 || to < from ? undefined : parsed(answer.slice(from, to + 1));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
