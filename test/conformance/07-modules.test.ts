import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { modulePrograms } from "./support/golden/modules.ts";

describeGoldens(engineForFile(), "[7] modules", modulePrograms);
