/** `node web/engine/build/diff-bindings.ts OTHER_NODE`: what the native side of another Node has and lacks beside the pinned one. */
import { compareBindings } from "./compare-bindings.ts";
import { extractLibrary } from "./extract.ts";
import { bindingReferences } from "./references.ts";

const [other] = process.argv.slice(2);
if (other === undefined) {
  console.error("Name the other Node's executable: node web/engine/build/diff-bindings.ts /path/to/node");
  process.exitCode = 1;
} else {
  const pinned = extractLibrary(process.execPath);
  const next = extractLibrary(other);
  console.log(`${pinned.dump.versions["node"]} → ${next.dump.versions["node"]}`);
  for (const line of compareBindings(pinned.dump, next.dump, bindingReferences(next.modules))) console.log(line);
}
