/** Which of Node's test/parallel files are asked of the engine: a fixed list of modules, and what no browser can be asked. */

/** Module → what follows `test-` in its files' names; the first that fits counts. */
export const modules: readonly (readonly [name: string, files: RegExp])[] = [
  ["async_hooks", /^(async-(hooks|local|wrap)|asyncresource|async|als)/],
  ["assert", /^assert/],
  ["buffer", /^(buffer|atob|btoa|blob|file)/],
  ["child_process", /^(child-process|spawn)/],
  ["console", /^console/],
  ["crypto", /^(crypto|x509)/],
  ["dgram", /^dgram/],
  ["diagnostics_channel", /^diagnostics-channel/],
  ["dns", /^dns/],
  ["errors", /^(error|uv-errno|uv-binding)/],
  ["events", /^(event|events|eventtarget|abortcontroller|aborted)/],
  ["fs", /^(fs|file-write)/],
  ["http", /^http-/],
  ["https", /^https-/],
  ["module", /^(module|require|compile-cache|cjs|esm|import|dynamic-import|find-package)/],
  ["net", /^(net|tcp|pipe|socket|listen)/],
  ["os", /^os/],
  ["path", /^path/],
  ["perf_hooks", /^(performance|perf)/],
  ["process", /^(process|next-tick|unhandled|promise|microtask|queue-microtask|signal|set-|exit|beforeexit)/],
  ["querystring", /^querystring/],
  ["readline", /^readline/],
  ["repl", /^repl/],
  ["stream", /^(stream|readable|streams)/],
  ["string_decoder", /^string-decoder/],
  ["test", /^runner/],
  ["timers", /^timers/],
  ["tls", /^tls/],
  ["tty", /^(tty|ttywrap|stdin|stdout|stdio)/],
  ["url", /^(url|whatwg-url)/],
  ["util", /^(util|structuredclone|mime)/],
  ["v8", /^v8/],
  ["vm", /^(vm|contextify|script)/],
  ["webcrypto", /^webcrypto/],
  ["web", /^(whatwg|webstreams?|fetch|global|websocket|web)/],
  ["worker_threads", /^(worker|broadcastchannel|message-channel|messag)/],
  ["zlib", /^zlib/],
];

/** What a file may not need, with the reason that the selector prints. */
const exclusions: readonly (readonly [why: string, sign: RegExp])[] = [
  ["internal modules", /--expose[-_]internals|require\(['"]internal\/|internalBinding\(|process\.binding\(/],
  ["a native addon", /require\([^)]*\.node['"]|\/addons\/|common\/addon|process\.dlopen\(/],
  ["the internet", /common\/internet|['"]\.\.\/internet/],
  [
    "the inspector",
    /(require|import)[^;\n]*['"](node:)?inspector|--inspect|skipIfInspectorDisabled|common\/(inspector-helper|debugger)/,
  ],
  ["cluster", /(require\(|from )['"](node:)?cluster['"]/],
  ["wasi", /(require\(|from )['"](node:)?wasi['"]/],
  ["the permission model", /--(experimental-)?permission|--allow-(fs|child|worker|wasi|addons)/],
  ["http2", /(require\(|from )['"](node:)?http2['"]/],
];

export function moduleOf(file: string): string | undefined {
  const rest = /^test-(.+)\.m?js$/.exec(file)?.[1];
  return rest === undefined ? undefined : modules.find(([, files]) => files.test(rest))?.[0];
}

/** Why a file's text keeps it out, or undefined. */
export function exclusionOf(text: string): string | undefined {
  return exclusions.find(([, sign]) => sign.test(text))?.[0];
}
