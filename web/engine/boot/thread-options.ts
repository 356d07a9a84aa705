import { type OptionTables, parseCommandLine } from "./arguments.ts";

/** Options of the whole process, which a thread cannot have for itself; V8's flags are of this kind too. */
const processOptions = new Set(
  (
    "--title --v8-pool-size --v8-options --build-snapshot --build-snapshot-config --node-snapshot --completion-bash --help --version --print " +
    "--trace-event-categories --trace-event-file-pattern --trace-sigint --zero-fill-buffers --debug-arraybuffer-allocations " +
    "--disable-wasm-trap-handler --security-revert --prof-process --cpu-prof --heap-prof --icu-data-dir --openssl-config " +
    "--openssl-shared-config --openssl-legacy-provider --tls-cipher-list --use-openssl-ca --use-system-ca --use-bundled-ca --enable-fips " +
    "--force-fips --secure-heap --secure-heap-min --disable-proto --node-memory-debug --run --experimental-sea-config --report-on-signal " +
    "--report-signal --report-filename --report-directory --report-dir --report-compact --report-on-fatalerror --abort-on-uncaught-exception " +
    "--max-old-space-size --expose-gc --stack-trace-limit --perf-basic-prof --interpreted-frames-native-stack --redirect-stderr"
  ).split(" "),
);

/** Flags that a thread refuses, or else what is wrong with the others. */
export function invalidForThread(words: string[], { options, aliases, types }: OptionTables): string[] {
  const nameOf = (word: string): string =>
    (word.startsWith("--") ? (word.split("=")[0] ?? word) : word).replaceAll("_", "-");
  const isRefused = (word: string): boolean => {
    const name = nameOf(word);
    if (!word.startsWith("-") || word === "-" || word === "--") return false;
    const plain = name.startsWith("--no-") && !options.has(name) ? `--${name.slice(5)}` : name;
    return (
      processOptions.has(plain) ||
      options.get(plain)?.type === types.kV8Option ||
      (!options.has(plain) && !aliases.has(name))
    );
  };
  const refused = words.filter(isRefused);
  if (refused.length > 0) return refused;
  const { error } = parseCommandLine(["", ...words], {}, options, aliases, types, false);
  return error === undefined ? [] : [error.slice(": ".length)];
}
