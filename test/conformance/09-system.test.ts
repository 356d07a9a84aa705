import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { systemPrograms } from "./support/golden/system.ts";

describeGoldens(engineForFile(), "[9] the system", systemPrograms);
