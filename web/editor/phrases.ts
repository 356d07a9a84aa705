/** CodeMirror's own words in the page's language. */
import type { Messages } from "../i18n/en.ts";

export function editorPhrases({ editor, language, close }: Messages): Record<string, string> {
  return {
    Find: editor.find,
    Replace: editor.replace,
    next: editor.next,
    previous: editor.previous,
    all: editor.all,
    "match case": editor.matchCase,
    "by word": editor.byWord,
    regexp: editor.regexp,
    replace: editor.replaceOne,
    "replace all": editor.replaceAll,
    "Go to line": editor.goToLine,
    go: editor.go,
    Diagnostics: language.problems,
    "No diagnostics": language.noProblems,
    close,
  };
}
