/** Which sentence explains a refused name or move. */
import type { Messages } from "../i18n/en.ts";
import type { FilesResult } from "../sync/session.ts";

export type Problem = keyof Messages["files"]["problems"];
export type FilesError = Extract<FilesResult, { ok: false }>["code"];

const problems: Partial<Record<FilesError, Problem>> = {
  empty: "empty",
  absolute: "separator",
  backslash: "separator",
  encoded: "separator",
  "look-alike": "separator",
  parent: "reserved",
  reserved: "reserved",
  control: "reserved",
  "too-long": "tooLong",
  "too-deep": "tooLong",
  exists: "taken",
  "into-itself": "inside",
  "read-only": "readOnly",
  "too-large": "tooLarge",
  "too-many-files": "tooMany",
  "upload-failed": "upload",
};

export function problemOf(code: FilesError): Problem {
  return problems[code] ?? "refused";
}
