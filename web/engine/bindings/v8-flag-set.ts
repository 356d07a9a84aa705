/** Flags that a running program sets. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { writeText } from "../boot/fatal.ts";
import { isAboutEngine, noEffect, v8FlagReader } from "../boot/v8-flags.ts";

export interface V8FlagSet {
  /** Words as on a command line; unknown ones are named on stderr, those without effect here too. */
  set(words: string): void;
  /** A number that changes with V8's version and its flags: what is compiled with another one does not fit. */
  tag(): number;
}

export function createV8FlagSet(runtime: EngineRuntime): V8FlagSet {
  const known = v8FlagReader(runtime.host);
  const chosen = new Map<string, string>();
  const say = (text: string) => writeText(runtime, 2, `${text}\n`);
  return {
    set(words) {
      for (const word of words.split(/\s+/)) {
        const [, negation = "", name = "", value = ""] =
          /^--?(no-?)?([^=]+)(.*)$/.exec(word.replaceAll("_", "-")) ?? [];
        if (name === "") continue;
        const [flag, setting] = known(`--${negation}${name}`)
          ? [`--${negation}${name}`, value || "on"]
          : [`--${name}`, negation ? "off" : value || "on"];
        if (!known(flag)) {
          say(`Error: unrecognized flag ${word}\nTry --help for options`);
          continue;
        }
        if (isAboutEngine(flag) && !chosen.has(flag)) say(noEffect(flag));
        chosen.set(flag, setting);
        if (flag === "--expose-gc") runtime.vm().exposeGc(setting === "on");
      }
    },
    tag() {
      let hash = 0x811c9dc5;
      const text = `${Reflect.get(Object(runtime.process["versions"]), "v8")} ${[...chosen].sort().join(" ")}`;
      for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      return hash >>> 0;
    },
  };
}
