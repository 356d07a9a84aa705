/** `npm run bench -- completion-development`: the figures of `completion` on the packages the engine is tuned on. */

import { developmentNames, developmentSources } from "./completion/development.ts";
import { benchOn } from "./completion.ts";

export function bench(): Promise<object> {
  return benchOn(developmentSources(), developmentNames);
}
