/** How the language service writes what it puts into a file: as the file is written already. */
import ts from "typescript-lib";

export const fixPreferences: ts.UserPreferences = {
  allowTextChangesInNewFiles: false,
  importModuleSpecifierPreference: "shortest",
};

export function formatOf(text: string): ts.FormatCodeSettings {
  // A comment's lines stand one blank in.
  const indent = /\n(\t| +)[^\s*]/.exec(text)?.[1] ?? "  ";
  return {
    ...ts.getDefaultFormatCodeSettings(text.includes("\r\n") ? "\r\n" : "\n"),
    convertTabsToSpaces: !indent.startsWith("\t"),
    indentSize: indent.startsWith("\t") ? 4 : indent.length,
    semicolons: /;[^\S\n]*$/m.test(text) ? ts.SemicolonPreference.Insert : ts.SemicolonPreference.Ignore,
  };
}

/** Changes as the workspace's, undefined where one is of a file that is not the workspace's or is new. */
export function textChanges(changes: readonly ts.TextChange[]): { from: number; to: number; insert: string }[] {
  return changes.map(({ span, newText }) => ({ from: span.start, to: span.start + span.length, insert: newText }));
}
