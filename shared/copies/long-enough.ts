/** Which code is worth looking for. */
import { copyLimits } from "./limits.ts";

/** Long enough that two people would not write it alike by chance. */
export function isLongEnough(code: string): boolean {
  const chars = code.replace(/\s+/g, "").length;
  const statements = code.split(/[;\n{}]/).filter((part) => /\w/.test(part)).length;
  return chars >= copyLimits.minChars && statements >= copyLimits.minStatements;
}
