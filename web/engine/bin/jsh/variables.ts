import { evaluateArithmetic } from "./arithmetic.ts";
import type { ShellArray, ShellState } from "./state.ts";
import { VariableError } from "./syntax.ts";

/** Gives a variable a value; a read-only one throws. An array's value is its element 0. */
export function setVariable(name: string, value: string, state: ShellState): void {
  if (state.readonly.has(name)) throw new VariableError(`${name}: readonly variable`);
  const kept = state.integers.has(name) ? String(evaluateArithmetic(value, arithmeticVariables(state))) : value;
  const array = state.arrays.get(name);
  if (array !== undefined) array.values.set("0", kept);
  else state.variables.set(name, kept);
  if (name === "OPTIND") state.optionAt = 1;
  if (name === "SECONDS") state.startedMs = Date.now() - Number(value) * 1000;
  if (state.options.allExport) state.exported.add(name);
}

/** Takes a variable away, with what was known of it. */
export function unsetVariable(name: string, state: ShellState): void {
  if (state.readonly.has(name)) throw new VariableError(`${name}: cannot unset: readonly variable`);
  state.variables.delete(name);
  state.arrays.delete(name);
  state.exported.delete(name);
  state.integers.delete(name);
}

/** The array of that name; a plain variable becomes its element 0. */
export function openArray(name: string, state: ShellState, associative = false): ShellArray {
  if (state.readonly.has(name)) throw new VariableError(`${name}: readonly variable`);
  const known = state.arrays.get(name);
  if (known !== undefined) return known;
  const array: ShellArray = { associative, values: new Map() };
  const plain = state.variables.get(name);
  if (plain !== undefined) array.values.set("0", plain);
  state.variables.delete(name);
  state.arrays.set(name, array);
  return array;
}

/** Keys in the order that `${!name[@]}` has: numbers ascending, or as they were set. */
export function arrayKeys({ associative, values }: ShellArray): string[] {
  return associative ? [...values.keys()] : [...values.keys()].sort((a, b) => Number(a) - Number(b));
}

export function arrayValues(array: ShellArray): string[] {
  return arrayKeys(array).map((key) => array.values.get(key) ?? "");
}

/** The key that an index text stands for: itself, or the value of an expression (negative ones count from the end). */
export function arrayKey(index: string, array: ShellArray, state: ShellState): string {
  if (array.associative) return index;
  const number = Number(evaluateArithmetic(index, arithmeticVariables(state)));
  if (number >= 0) return String(number);
  const last = Number(arrayKeys(array).at(-1) ?? -1);
  return String(last + 1 + number);
}

/** Variables as arithmetic reads and writes them. */
export function arithmeticVariables(state: ShellState) {
  return {
    get: (name: string) => lookUp(name, state) ?? "",
    set: (name: string, value: string) => setVariable(name, value, state),
    getElement(name: string, index: string) {
      const array = state.arrays.get(name);
      return array === undefined ? "" : (array.values.get(arrayKey(index, array, state)) ?? "");
    },
    setElement(name: string, index: string, value: string) {
      const array = openArray(name, state);
      array.values.set(arrayKey(index, array, state), value);
    },
  };
}

/** The letters of `$-`. */
export function optionLetters({ options }: ShellState): string {
  const letters = [
    ["a", options.allExport],
    ["e", options.exitOnError],
    ["f", options.noGlob],
    ["n", options.noExec],
    ["u", options.unsetIsError],
    ["v", options.verbose],
    ["x", options.trace],
    ["C", options.noClobber],
  ] as const;
  return letters.map(([letter, on]) => (on ? letter : "")).join("");
}

/** The value of a variable or special parameter; undefined when it is not set. */
export function lookUp(name: string, state: ShellState): string | undefined {
  switch (name) {
    case "?":
      return String(state.status);
    case "$":
    case "BASHPID":
      return String(process.pid);
    case "!":
      return state.shared.lastBackgroundPid === 0 ? undefined : String(state.shared.lastBackgroundPid);
    case "#":
      return String(state.positional.length);
    case "@":
      return state.positional.join(" ");
    case "*":
      return state.positional.join((state.variables.get("IFS") ?? " ").charAt(0));
    case "-":
      return optionLetters(state);
    case "0":
      return state.scriptName;
    case "RANDOM":
      return String(Math.floor(Math.random() * 32_768));
    case "SECONDS":
      return String(Math.floor((Date.now() - state.startedMs) / 1000));
    case "LINENO":
      return "1";
    case "PPID":
      return String(process.ppid);
    case "UID":
    case "EUID":
      return String(process.getuid?.() ?? 0);
    case "OSTYPE":
      return state.variables.get(name) ?? "linux-gnu";
    case "BASH_VERSION":
      return state.variables.get(name) ?? "5.2 (jsh)";
    default:
      if (/^\d+$/.test(name)) return state.positional[Number(name) - 1];
      return state.variables.get(name) ?? state.arrays.get(name)?.values.get("0");
  }
}
