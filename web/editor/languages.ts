/** Languages by file name; their parsers load when the first file of the kind is opened. */
import type { LanguageSupport } from "@codemirror/language";

/** Ids that the completion engine and the status bar share. */
export type LanguageId =
  | "javascript"
  | "jsx"
  | "typescript"
  | "tsx"
  | "html"
  | "css"
  | "json"
  | "markdown"
  | "python"
  | "text";

/** Names of languages are the same in every language. */
export const languageNames: Record<LanguageId, string> = {
  javascript: "JavaScript",
  jsx: "JSX",
  typescript: "TypeScript",
  tsx: "TSX",
  html: "HTML",
  css: "CSS",
  json: "JSON",
  markdown: "Markdown",
  python: "Python",
  text: "Text",
};

const byExtension: Record<string, LanguageId> = {
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "jsx",
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  tsx: "tsx",
  html: "html",
  htm: "html",
  svg: "html",
  xml: "html",
  css: "css",
  json: "json",
  webmanifest: "json",
  md: "markdown",
  markdown: "markdown",
  py: "python",
};

/** The language of a file, told from its name. */
export function languageOf(name: string): LanguageId {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return byExtension[extension] ?? "text";
}

/** The parser and editing rules of a language; undefined for plain text. */
export async function loadLanguageSupport(language: LanguageId): Promise<LanguageSupport | undefined> {
  switch (language) {
    case "javascript":
    case "jsx":
    case "typescript":
    case "tsx": {
      const { javascript } = await import("@codemirror/lang-javascript");
      return javascript({
        jsx: language !== "typescript",
        typescript: language === "typescript" || language === "tsx",
      });
    }
    case "html":
      return (await import("@codemirror/lang-html")).html();
    case "css":
      return (await import("@codemirror/lang-css")).css();
    case "json":
      return (await import("@codemirror/lang-json")).json();
    case "markdown":
      return (await import("@codemirror/lang-markdown")).markdown();
    case "python":
      return (await import("@codemirror/lang-python")).python();
    case "text":
      return undefined;
  }
}
