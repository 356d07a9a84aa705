/** Colours of code, all from the tokens. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { tags } from "@lezer/highlight";

const syntax = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.self], color: "var(--syn-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--syn-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--syn-number)" },
  { tag: [tags.comment, tags.docComment], color: "var(--syn-comment)", fontStyle: "italic" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.labelName],
    color: "var(--syn-function)",
  },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.unit], color: "var(--syn-type)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--syn-property)" },
  { tag: [tags.tagName, tags.angleBracket], color: "var(--syn-tag)" },
  { tag: tags.attributeName, color: "var(--syn-function)" },
  { tag: tags.heading, color: "var(--syn-keyword)", fontWeight: "600" },
  { tag: tags.strong, fontWeight: "600" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: [tags.link, tags.url], color: "var(--info)", textDecoration: "underline" },
  { tag: [tags.punctuation, tags.meta, tags.processingInstruction], color: "var(--fg-muted)" },
  { tag: tags.invalid, color: "var(--error)" },
]);

export const syntaxTheme: Extension = syntaxHighlighting(syntax);
