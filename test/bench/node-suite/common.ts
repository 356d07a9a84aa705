/**
 * Stands for `test/common` of a copy of Node's tests, natively and in the engine alike: the helpers that those tests
 * call most, written from their documented behaviour. What is not here is taken from the copy's own folder.
 */
import assert from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { networkInterfaces, tmpdir as systemTemporary } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { isMainThread } from "node:worker_threads";

type Callback = (...args: unknown[]) => unknown;

interface Expectation {
  wanted: number;
  seen: number;
  exact: boolean;
  where: string;
}

if (isMainThread) process.umask(0o022);

export const isWindows = false;
export const isLinux = true;
export const isMacOS = false;
export const isAIX = false;
export const isSunOS = false;
export const isIBMi = false;
export const isFreeBSD = false;
export const isOpenBSD = false;
export const isPi = (): boolean => false;
export const isASan = false;
export const isDebug = false;
export const buildType = "Release";
export const hasCrypto = true;
export const hasIntl = true;
export const hasQuic = false;
export const hasInspector = false;
export const hasSQLite = false;
export const inFreeBSDJail = false;
export const enoughTestMem = true;
export const isInsideDirWithUnusualChars = false;
export const localhostIPv4 = "127.0.0.1";
export const hasIPv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === "::1"),
);
const slot = Number(process.env["TEST_THREAD_ID"] ?? 0);
export const PORT = 12_346 + 100 * slot;
export const PIPE = join(systemTemporary(), `node-test-${slot}.sock`);
export const defaultAutoSelectFamilyAttemptTimeout = 2_500;
export const pwdCommand: [string, string[]] = ["pwd", []];

export const platformTimeout = <T>(ms: T): T => ms;
export const allowGlobals = (): void => {};
export const canCreateSymLink = (): boolean => true;

const expectations: Expectation[] = [];

function checkExpectations(code: number): void {
  if (code !== 0) return;
  const broken = expectations.filter(({ wanted, seen, exact }) => (exact ? seen !== wanted : seen < wanted));
  for (const { wanted, seen, exact, where } of broken)
    console.log(`Mismatched calls: expected ${exact ? "exactly" : "at least"} ${wanted}, seen ${seen}.\n${where}`);
  if (broken.length > 0) process.exit(1);
}

/** The wrapper keeps name and length of what it wraps: tests look at both. */
function counted(callback: Callback, wanted: number, exact: boolean): Callback {
  if (expectations.length === 0) process.on("exit", checkExpectations);
  const expectation = { wanted, seen: 0, exact, where: new Error("expected here").stack ?? "" };
  expectations.push(expectation);
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    expectation.seen++;
    return Reflect.apply(callback, this, args);
  };
  Object.defineProperties(wrapper, {
    name: { value: callback.name, configurable: true },
    length: { value: callback.length, configurable: true },
  });
  return wrapper;
}

export function mustCall(callback: Callback | number = () => {}, times = 1): Callback {
  return typeof callback === "number" ? counted(() => {}, callback, true) : counted(callback, times, true);
}

export function mustCallAtLeast(callback: Callback | number = () => {}, times = 1): Callback {
  return typeof callback === "number" ? counted(() => {}, callback, false) : counted(callback, times, false);
}

export function mustSucceed(callback: Callback = () => {}, times = 1): Callback {
  return mustCall(function (this: unknown, error: unknown, ...rest: unknown[]) {
    assert.ifError(error);
    return Reflect.apply(callback, this, rest);
  }, times);
}

export function mustNotCall(message = "function should not have been called"): Callback {
  const { stack } = new Error("declared here");
  return (...args) => assert.fail(`${message}${args.length > 0 ? ` with ${inspect(args)}` : ""}\n${stack}`);
}

/** The object itself, behind a proxy that refuses each change at any depth. */
export function mustNotMutateObjectDeep(original: unknown): unknown {
  if (typeof original !== "object" || original === null) return original;
  const refuse = (): never => assert.fail(`the object must not be changed: ${inspect(original)}`);
  if (ArrayBuffer.isView(original) || original instanceof ArrayBuffer) return original;
  const wrap = (value: unknown): unknown =>
    (typeof value === "object" && value !== null) || typeof value === "function"
      ? mustNotMutateObjectDeep(value)
      : value;
  return new Proxy(original, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(
        target,
        key,
        target instanceof Map || target instanceof Set ? target : receiver,
      );
      const fixed = Reflect.getOwnPropertyDescriptor(target, key);
      return fixed && !fixed.configurable && !fixed.writable ? value : wrap(value);
    },
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
    setPrototypeOf: refuse,
    preventExtensions: refuse,
  });
}

/** As `assert.throws`'s validator, for callbacks that get one error. */
export function expectsError(validator: object, exact = 1): Callback {
  return mustCall((...args) => {
    assert.strictEqual(args.length, 1, `expected one argument, got ${inspect(args)}`);
    const [error] = args;
    assert.throws(() => {
      throw error;
    }, validator);
    return true;
  }, exact);
}

type Warning = string | RegExp | [string | RegExp, (string | undefined)?];

function expectOneWarning(name: string, list: [string | RegExp, (string | undefined)?][]): Callback {
  const waiting = [...list];
  return mustCall((warning) => {
    assert(warning instanceof Error);
    const next = waiting.shift();
    assert(next, `unexpected warning: ${warning.message}`);
    const [message, code] = next;
    assert.strictEqual(warning.name, name);
    if (typeof message === "string") assert.strictEqual(warning.message, message);
    else assert.match(warning.message, message);
    assert.strictEqual(Reflect.get(warning, "code"), code);
  }, list.length);
}

/** `expectWarning(name, message(s), code)` or `expectWarning({name: …})`: exactly these, in this order. */
export function expectWarning(
  nameOrMap: string | Record<string, Warning | Warning[]>,
  expected?: Warning | Warning[],
  code?: string,
): void {
  const map = typeof nameOrMap === "string" ? { [nameOrMap]: expected ?? [] } : nameOrMap;
  const pair = (warning: Warning): [string | RegExp, (string | undefined)?] =>
    Array.isArray(warning) ? warning : [warning, code];
  const checks = new Map(
    Object.entries(map).map(([name, warnings]) => {
      const isList = Array.isArray(warnings) && Array.isArray(warnings[0]);
      const single = Array.isArray(warnings) && !isList && (warnings.length === 2 || typeof nameOrMap !== "string");
      const list = isList ? (warnings as Warning[]) : single ? [warnings as Warning] : [warnings].flat();
      return [name, expectOneWarning(name, (list as Warning[]).map(pair))];
    }),
  );
  process.on("warning", (warning) => {
    const check = checks.get(warning.name);
    assert(check, `unexpected warning: ${warning.name}: ${warning.message}`);
    check(warning);
  });
}

/** The end of Node's message for an argument of a wrong type. */
export function invalidArgTypeHelper(input: unknown): string {
  if (input === null || input === undefined) return ` Received ${String(input)}`;
  if (typeof input === "function") return ` Received function ${input.name}`;
  if (typeof input === "object") {
    const name = input.constructor?.name;
    return name ? ` Received an instance of ${name}` : ` Received ${inspect(input, { depth: -1 })}`;
  }
  const shown = inspect(input, { colors: false });
  return ` Received type ${typeof input} (${shown.length > 28 ? `${shown.slice(inspect(input)[0] === "'" ? 0 : 0, 25)}...` : shown})`;
}

export function printSkipMessage(why: string): void {
  console.log(`1..0 # Skipped: ${why}`);
}

export function skip(why: string): void {
  printSkipMessage(why);
  if (isMainThread) process.exit(0);
}

export const skipIfInspectorDisabled = (): void => skip("V8 inspector is disabled");
export const skipIfSQLiteMissing = (): void => skip("SQLite is left out");
export const skipIfEslintMissing = (): void => skip("ESLint is not part of this copy");
export const skipIf32Bits = (): void => {};
export const skipIfWorker = (): void => {
  if (!isMainThread) skip("not on a thread");
};

const views = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

/** One view of each kind over a copy of the bytes. */
export function getArrayBufferViews(bytes: Buffer): ArrayBufferView[] {
  const copy = (): ArrayBuffer => Uint8Array.from(bytes).buffer;
  const fitting = views.filter((View) => bytes.length % View.BYTES_PER_ELEMENT === 0);
  return [...fitting.map((View) => new View(copy())), new DataView(copy())];
}

export const getBufferSources = (bytes: Buffer): (ArrayBufferView | ArrayBuffer)[] => [
  ...getArrayBufferViews(bytes),
  Uint8Array.from(bytes).buffer,
];

/** Calls with a number that no open file has. */
export function runWithInvalidFD(run: (fd: number) => unknown): unknown {
  for (let fd = 1 << 30; fd > 0; fd--) {
    try {
      closeSync(fd);
    } catch {
      return run(fd);
    }
  }
  return undefined;
}

/** A shell command with its values handed over as environment variables. */
export function escapePOSIXShell(
  parts: TemplateStringsArray,
  ...values: unknown[]
): [string, { env: NodeJS.ProcessEnv }] {
  const env = { ...process.env };
  const words = values.map((value, index) => {
    env[`ESCAPED_${index}`] = String(value);
    return `\${ESCAPED_${index}}`;
  });
  return [String.raw({ raw: parts }, ...words), { env }];
}

export function spawnPromisified(...args: Parameters<typeof spawn>): Promise<object> {
  const child = spawn(...args);
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(Object.assign(error, { code: undefined, signal: undefined, stdout, stderr })));
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

export function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const abortSignals = ["SIGILL", "SIGTRAP", "SIGABRT"];
const abortCodes = [132, 133, 134];
export const nodeProcessAborted = (code: number, signal: string | null): boolean =>
  signal === null ? abortCodes.includes(code) : abortSignals.includes(signal);

export function childShouldThrowAndAbort(): void {
  const escaped = escapePOSIXShell`ulimit -c 0 && "${process.execPath}" --abort-on-uncaught-exception "${process.argv[1]}" child`;
  const { status, signal } = spawnSync(escaped[0], { ...escaped[1], shell: true });
  assert(nodeProcessAborted(status ?? 0, signal));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export function getTTYfd(): number {
  const shown = [1, 2, 4, 5].find((fd) => {
    try {
      return (process.getBuiltinModule("node:tty") as typeof import("node:tty")).isatty(fd);
    } catch {
      return false;
    }
  });
  if (shown !== undefined) return shown;
  try {
    return openSync("/dev/tty", "r");
  } catch {
    return -1;
  }
}

export function requireNoPackageJSONAbove(folder = dirname(process.argv[1] ?? "")): void {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const file = join(at, "package.json");
    if (existsSync(file)) assert.fail(`${file} would change what this test means`);
  }
}

export function expectRequiredModule(mod: unknown, expected: object, checkCompiled = true): void {
  const copy = { ...(mod as object) };
  if (checkCompiled) {
    assert.strictEqual(Reflect.get(copy, "__esModule"), true);
    Reflect.deleteProperty(copy, "__esModule");
  }
  assert.deepStrictEqual(copy, { ...expected });
}

export function expectRequiredTLAError(error: unknown): void {
  assert(error instanceof Error);
  assert.strictEqual(Reflect.get(error, "code"), "ERR_REQUIRE_ASYNC_MODULE");
  assert.match(error.message, /require\(\) cannot be used on an ESM graph with top-level await/);
}

/** Flags and environment that a test asks for in its head. */
export function parseTestMetadata(file = process.argv[1] ?? ""): { flags: string[]; envs: Record<string, string> } {
  const head = readFileSync(file, "utf8").slice(0, 1_500);
  const words = (name: string): string[] =>
    (new RegExp(`// ${name}:\\s+(.*)`).exec(head)?.[1] ?? "").split(/\s+/).filter(Boolean);
  const pairs = words("Env").map((word): [string, string] => {
    const [key = "", ...value] = word.split("=");
    return [key, value.join("=")];
  });
  return { flags: words("Flags"), envs: Object.fromEntries(pairs) };
}
