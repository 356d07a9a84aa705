/** The prompts as they stand in their folders. */
import { readPrompts } from "../../scripts/build-prompts.ts";
import type { PromptTexts } from "../../shared/agent/prompts/messages.ts";

export function promptTexts(): PromptTexts {
  const prompts = readPrompts();
  return (name, language) => {
    const text = prompts[language]?.[name];
    if (text === undefined) throw new Error(`there is no prompt ${language}/${name}.md`);
    return text;
  };
}
