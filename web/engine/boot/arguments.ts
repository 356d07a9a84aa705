/** Node's command line: which options were given, which script runs, with which arguments. */
export interface CommandLine {
  options: Record<string, unknown>;
  execArgv: string[];
  /** Script (if any) and what follows it. */
  rest: string[];
  /** The `internal/main/*` module that runs. */
  main: string;
  /** V8's flags that were given: this engine's V8 is the browser's, which takes none from programs. */
  v8Flags: string[];
  /** Set when the command line itself is wrong; printed, exit code 9. */
  error?: string;
}

export interface OptionInfo {
  type: number;
  envVarSettings?: number;
}

export interface OptionTypes {
  kBoolean: number;
  kStringList: number;
  kNoOp: number;
  kV8Option: number;
}

/** What `internalBinding('options')` says of Node's options. */
export interface OptionTables {
  options: Map<string, OptionInfo>;
  aliases: Map<string, string[]>;
  types: OptionTypes;
}

const versionOption = "--version";
/** Two names of one option, both of which are asked for. */
const twins: Record<string, string> = {
  "--require-module": "--experimental-require-module",
  "--experimental-require-module": "--require-module",
};
/** Options that switch another one on. */
const implied: Record<string, string> = {
  "--experimental-transform-types": "--enable-source-maps",
  "--report-signal": "--report-on-signal",
  "--trace-env-js-stack": "--trace-env",
  "--trace-env-native-stack": "--trace-env",
};

/** `infos` and `aliases` are the tables of `internalBinding('options')`; unknown `--v8` style flags end with Node's own sentence. */
export function parseCommandLine(
  args: string[],
  defaults: Record<string, unknown>,
  infos: Map<string, OptionInfo>,
  aliases: Map<string, string[]>,
  types: OptionTypes,
  stdinIsTty: boolean,
  /** Asked only about words that Node does not know: "value" takes one, behind `=` or as the next word. */
  v8Flag: (name: string) => "switch" | "value" | undefined = () => undefined,
): CommandLine {
  const v8Flags: string[] = [];
  const options = { ...defaults };
  const execArgv: string[] = [];
  const queue = args.slice(1);
  let error: string | undefined;
  let hasEval = false;

  const takeValue = (name: string, inline: string | undefined, word = name): string | undefined => {
    if (inline !== undefined) return inline;
    const next = queue[0];
    if (next === undefined || (next.startsWith("-") && next !== "-" && name !== "--eval")) {
      error = `${args[0]}: ${word} requires an argument`;
      return undefined;
    }
    queue.shift();
    execArgv.push(next);
    return next;
  };
  const set = (name: string, inline: string | undefined, word = name): void => {
    const negated = name.startsWith("--no-") && !infos.has(name);
    const key = negated ? `--${name.slice(5)}` : name;
    const info = infos.get(key);
    if (!info) {
      const kind = v8Flag(key);
      if (!kind) error = `${args[0]}: bad option: ${name}${inline === undefined ? "" : `=${inline}`}`;
      else {
        v8Flags.push(name);
        if (kind === "value") takeValue(name, inline);
      }
      return;
    }
    if (info.type === types.kV8Option) v8Flags.push(name);
    // What follows on the line may say otherwise.
    const other = negated ? undefined : implied[key];
    if (other !== undefined) options[other] = true;
    if (info.type === types.kBoolean || info.type === types.kNoOp || info.type === types.kV8Option) {
      options[key] = !negated;
      // Node's library reads each switch by both of its names.
      const twin = twins[key];
      if (twin === undefined) options[`--no-${key.slice(2)}`] = negated;
      else options[twin] = !negated;
      return;
    }
    const value = takeValue(name, inline, word);
    if (value === undefined) return;
    if (info.type === types.kStringList) {
      const before = options[key];
      options[key] = [...(Array.isArray(before) ? before : []), value];
    } else options[key] = typeof defaults[key] === "number" ? Number(value) : value;
    if (key === "--eval") hasEval = true;
  };

  while (queue.length > 0 && error === undefined) {
    const word = queue[0] ?? "";
    if (word === "-" || !word.startsWith("-")) break;
    queue.shift();
    if (word === "--") break;
    execArgv.push(word);
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const name = (equals > 0 ? word.slice(0, equals) : word).replaceAll("_", "-");
    const inline = equals > 0 ? word.slice(equals + 1) : undefined;
    if (name === "-p" || name === "--print" || name === "-pe") {
      options["--print"] = true;
      if (inline !== undefined || (queue[0] !== undefined && !queue[0].startsWith("-"))) set("--eval", inline);
      continue;
    }
    const expansion = aliases.get(name) ?? negatedAlias(name, aliases);
    if (expansion && expansion.length > 0) for (const alias of expansion) set(alias, inline, word);
    else if (name === "-v") options[versionOption] = true;
    else if (name === "-h") options["--help"] = true;
    else set(name, inline);
  }
  if (!hasEval && options["--eval"] === defaults["--eval"]) options["--eval"] = undefined;
  const line: CommandLine = {
    options,
    execArgv,
    v8Flags,
    rest: queue,
    main: mainModule(options, queue, hasEval, stdinIsTty),
  };
  if (error !== undefined) line.error = error;
  return line;
}

/** `--no-` before another name of an option. */
function negatedAlias(name: string, aliases: Map<string, string[]>): string[] | undefined {
  if (!name.startsWith("--no-")) return undefined;
  return aliases.get(`--${name.slice("--no-".length)}`)?.map((alias) => `--no-${alias.slice("--".length)}`);
}

function mainModule(options: Record<string, unknown>, rest: string[], hasEval: boolean, stdinIsTty: boolean): string {
  if (options["--help"]) return "internal/main/print_help";
  if (options["--prof-process"]) return "internal/main/prof_process";
  if (hasEval && !options["--interactive"]) return "internal/main/eval_string";
  if (options["--check"]) return "internal/main/check_syntax";
  if (options["--test"]) return "internal/main/test_runner";
  if (options["--watch"] && rest.length > 0) return "internal/main/watch_mode";
  if (rest.length > 0 && rest[0] !== "-") return "internal/main/run_main_module";
  if (options["--interactive"] || stdinIsTty) return "internal/main/repl";
  return "internal/main/eval_stdin";
}
