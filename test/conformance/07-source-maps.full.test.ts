import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { sourceMapPrograms } from "./support/golden/source-maps.ts";

describeGoldens(engineForFile(), "[7] source maps", sourceMapPrograms);
