/** `npm run bench -- tasks`: what the assistant's tasks do with models that are lazy, wrong or hostile, and with none. Counts, and how fast Stop is. */
import { agentFigures } from "./tasks/agent.ts";
import { longFileFigures } from "./tasks/long-files.ts";
import { noModelFigures } from "./tasks/no-model.ts";
import { recordedFigures } from "./tasks/recorded.ts";

export async function bench(): Promise<object> {
  return { ...(await longFileFigures()), ...recordedFigures(), ...(await agentFigures()), ...(await noModelFigures()) };
}
