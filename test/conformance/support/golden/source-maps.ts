/** Programs whose errors must name the source that they were made of. */
import type { GoldenProgram } from "./program.ts";

const size = `type Size = number;
function check(size: Size): void {
  if (size > 1) throw new RangeError("too big");
}

export const run = (): void => check(2);
`;
// What a minifier made of it.
const minified = {
  "package.json": '{"type":"module"}',
  "src/size.ts": size,
  "dist/size.js": `function e(o){if(o>1)throw new RangeError("too big")}const i=()=>e(2);export{i as run};
//# sourceMappingURL=size.js.map
`,
  "dist/size.js.map": JSON.stringify({
    version: 3,
    sources: ["../src/size.ts"],
    mappings: "AACA,SAASA,EAAMC,EAAkB,CAC/B,GAAIA,EAAO,EAAG,MAAM,IAAI,WAAW,SAAS,CAC9C,CAEO,MAAMC,EAAM,IAAYF,EAAM,CAAC",
    names: ["check", "size", "run"],
  }),
};

export const sourceMapPrograms: GoldenProgram[] = [
  {
    title: "--enable-source-maps shows an uncaught error in the source",
    args: ["--enable-source-maps", "main.js"],
    files: { ...minified, "main.js": `import { run } from "./dist/size.js";\nrun();\n` },
  },
  {
    title: "without source maps it shows the text that ran",
    args: ["main.js"],
    files: { ...minified, "main.js": `import { run } from "./dist/size.js";\nrun();\n` },
  },
  {
    title: "process.setSourceMapsEnabled() and module.findSourceMap()",
    args: ["main.cjs"],
    files: {
      ...minified,
      "main.cjs": `
process.setSourceMapsEnabled(true);
const { findSourceMap, SourceMap, getSourceMapsSupport } = require("node:module");
const { run } = require("./dist/size.js");
try { run(); } catch (error) { console.log(error.stack.split("\\n").slice(0, 3).join("\\n")); }
const map = findSourceMap(require.resolve("./dist/size.js"));
console.log(map instanceof SourceMap, map.payload.sources, map.findEntry(0, 30), map.findOrigin(1, 31));
console.log(getSourceMapsSupport(), process.sourceMapsEnabled, findSourceMap(__filename));
process.setSourceMapsEnabled(false);
try { run(); } catch (error) { console.log(error.stack.split("\\n")[1]); }
`,
    },
  },
  {
    title: "a map inside the comment of a CommonJS file",
    args: ["--enable-source-maps", "dist/inline.cjs"],
    files: {
      ...minified,
      "dist/inline.cjs": `${minified["dist/size.js"].split("export")[0]}i();
//# sourceMappingURL=data:application/json;base64,${btoa(minified["dist/size.js.map"])}`,
    },
  },
  {
    title: "--experimental-transform-types runs enums, namespaces and parameter properties with their places",
    args: ["--no-warnings", "--experimental-transform-types", "main.ts"],
    files: {
      "package.json": '{"type":"module"}',
      "main.ts": `
enum Level { Low, High = 5, Top }
namespace Deep.Er { export const value: number = 3; }
interface Shape {
  kind: Level;
}
class Thing {
  constructor(private readonly level: Level, public name = "n") {}
  get shape(): Shape { return { kind: this.level }; }
}
console.log(Level[5], Level.Top, Deep.Er.value, new Thing(Level.High), new Thing(Level.Low).shape);
function fail(thing: Thing): never {
  throw new TypeError("no " + thing.name);
}
setTimeout(() => fail(new Thing(Level.Top)), 1);
`,
    },
  },
  {
    title: "a stripped CommonJS file goes by its URL, and syntax that stripping cannot run is shown",
    args: ["main.cjs"],
    files: {
      "main.cjs": `
const { stripTypeScriptTypes } = require("node:module");
process.removeAllListeners("warning");
try { require("./thrower.cts"); } catch (error) { console.log(error.stack.split("\\n")[1]); }
console.log(stripTypeScriptTypes("const a: number = 1;"), stripTypeScriptTypes("enum A { B }", { mode: "transform" }));
try { stripTypeScriptTypes("enum A {}"); } catch (error) { console.log(error.code, error.message); }
try { stripTypeScriptTypes("const a: = 1"); } catch (error) { console.log(error.code, error.message); }
process.on("warning", () => {});
stripTypeScriptTypes("enum A {}");
`,
      "thrower.cts": `
const text: string = "thrown";
throw new Error(text);
`,
    },
  },
];
