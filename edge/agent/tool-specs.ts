/** The tools as OpenAI's servers take them. */
import { toJsonSchema } from "@valibot/to-json-schema";
import { toolDescriptions, toolNames, toolSchemas } from "../../shared/agent/loop/tools.ts";
import type { ToolSpec } from "../inference/dialects/dialect.ts";

export const toolSpecs: readonly ToolSpec[] = toolNames.map((name) => {
  // What a schema does to a value beside checking it is no matter of the model's; the answer is read with the schema itself.
  const { $schema, ...parameters } = toJsonSchema(toolSchemas[name], { errorMode: "ignore", typeMode: "input" });
  return { name, description: toolDescriptions[name], parameters };
});

export const toolSpecChars = JSON.stringify(toolSpecs).length;
