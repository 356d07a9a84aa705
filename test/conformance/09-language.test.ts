import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { languagePrograms } from "./support/golden/language.ts";

describeGoldens(engineForFile(), "[9] the language's inside", languagePrograms);
