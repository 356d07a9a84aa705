/** The built prompts, read once from the host's assets. */
import * as v from "valibot";
import { type PromptTexts, promptNames } from "../../shared/agent/prompts/messages.ts";
import type { Assets } from "../ports.ts";

const textsSchema = v.object(v.entriesFromList(promptNames, v.string()));
const promptsSchema = v.object({ en: textsSchema, "zh-CN": textsSchema });

/** Throws where the build is not complete; what failed is tried again with the next question. */
export function promptsFrom(assets: Assets): () => Promise<PromptTexts> {
  let read: Promise<PromptTexts> | undefined;
  return () => {
    read ??= readPrompts(assets).catch((error: unknown) => {
      read = undefined;
      throw error;
    });
    return read;
  };
}

async function readPrompts(assets: Assets): Promise<PromptTexts> {
  const asset = await assets.get("prompts/prompts.json", "");
  if (!asset) throw new Error("the prompts are not built");
  const texts = v.parse(promptsSchema, await new Response(asset.body).json());
  return (name, language) => texts[language][name];
}
