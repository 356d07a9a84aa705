import { ToolFailure } from "../../lib/errors.ts";
import { toFields } from "../fields.ts";
import { readLine } from "../read-line.ts";
import type { ShellState } from "../state.ts";
import { type Source, writeTo } from "../streams.ts";
import { openArray, setVariable } from "../variables.ts";
import type { Builtin, BuiltinCall } from "./builtin.ts";

interface ReadOptions {
  raw: boolean;
  silent: boolean;
  prompt: string;
  delimiter: string;
  limit: number;
  array: string | null;
  fd: number;
  timeoutMs: number | null;
  names: string[];
}

function readArguments(args: readonly string[]): ReadOptions {
  const options: ReadOptions = {
    raw: false,
    silent: false,
    prompt: "",
    delimiter: "\n",
    limit: -1,
    array: null,
    fd: 0,
    timeoutMs: null,
    names: [],
  };
  let at = 0;
  for (; /^-[a-zA-Z]/.test(args[at] ?? ""); at++) {
    const argument = args[at] ?? "";
    for (let letter = 1; letter < argument.length; letter++) {
      const name = argument.charAt(letter);
      if (name === "r") options.raw = true;
      else if (name === "s") options.silent = true;
      else if (name === "e") continue;
      else {
        const value = argument.slice(letter + 1) || (args[++at] ?? "");
        takeValue(name, value, options);
        break;
      }
    }
  }
  options.names = args.slice(args[at] === "--" ? at + 1 : at);
  return options;
}

function takeValue(letter: string, value: string, options: ReadOptions): void {
  if (letter === "p") options.prompt = value;
  else if (letter === "d") options.delimiter = value.charAt(0);
  else if (letter === "n" || letter === "N") options.limit = Number(value);
  else if (letter === "a") options.array = value;
  else if (letter === "u") options.fd = Number(value);
  else if (letter === "t") options.timeoutMs = Number(value) * 1000;
  else throw new ToolFailure(`-${letter}: invalid option`, 2);
}

function sourceOf(fd: number, { io }: BuiltinCall): Source {
  if (fd === 0) return io.stdin;
  const source = io.extra?.get(fd)?.source;
  if (source === undefined || source === null)
    throw new ToolFailure(`${fd}: invalid file descriptor: Bad file descriptor`);
  return source;
}

/** `read [-rs] [-p prompt] [-d end] [-n count] [-a array] [-u fd] name…`: one line into variables; status 1 at the end of input. */
export const read: Builtin = async (call) => {
  const { io, state } = call;
  const options = readArguments(call.args);
  const source = sourceOf(options.fd, call);
  if (options.prompt !== "") await writeTo(io.stderr, options.prompt);
  if (options.timeoutMs !== null && source.type !== "stream" && source.type !== "shared" && source.type !== "none")
    throw new ToolFailure("-t: a terminal or file cannot be read with a time limit here; leave -t out", 2);
  const text = readLine(source, options);
  const late = new Promise<null>((done) => {
    if (options.timeoutMs !== null) setTimeout(done, options.timeoutMs, null).unref();
  });
  const got = await Promise.race([text, late]);
  if (got === null) return 142;
  if (options.names.length === 0 && options.array === null)
    setVariable("REPLY", options.raw ? got.line : got.line.replace(/\\(.)/gs, "$1"), state);
  else spread(got.line, options, state);
  return got.ended ? 0 : 1;
};

/** Splits a line by IFS over the names; the last one takes the rest as it stands. */
function spread(line: string, { names, array, raw }: ReadOptions, state: ShellState): void {
  const separators = state.variables.get("IFS") ?? " \t\n";
  if (array !== null) {
    const values = toFields([{ text: line, quoted: false, split: true, breakAfter: false }], separators);
    const target = openArray(array, state);
    target.values.clear();
    for (const [at, { text }] of values.entries()) target.values.set(String(at), text);
    return;
  }
  const blanks = [...separators].filter((character) => " \t\n".includes(character)).join("");
  let rest = trimStart(line, blanks);
  names.forEach((name, at) => {
    if (at === names.length - 1) setVariable(name, unprotect(trimLast(rest, separators, blanks), raw), state);
    else {
      const [field, after] = takeField(rest, separators, blanks, raw);
      setVariable(name, unprotect(field, raw), state);
      rest = after;
    }
  });
}

const unprotect = (text: string, raw: boolean) => (raw ? text : text.replace(/\\(.)/gs, "$1"));

function trimStart(text: string, blanks: string): string {
  let at = 0;
  while (at < text.length && blanks.includes(text.charAt(at))) at++;
  return text.slice(at);
}

function trimEnd(text: string, blanks: string): string {
  let end = text.length;
  while (end > 0 && blanks.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Of the last name's text one separator that ends it is dropped, when it is the only one. */
function trimLast(text: string, separators: string, blanks: string): string {
  const trimmed = trimEnd(text, blanks);
  const last = trimmed.at(-1) ?? "";
  const before = trimmed.slice(0, -1);
  const single = last !== "" && separators.includes(last) && ![...before].some((one) => separators.includes(one));
  return single ? trimEnd(before, blanks) : trimmed;
}

function takeField(text: string, separators: string, blanks: string, raw: boolean): [field: string, rest: string] {
  let at = 0;
  while (at < text.length && !separators.includes(text.charAt(at))) at += !raw && text.charAt(at) === "\\" ? 2 : 1;
  const field = text.slice(0, at);
  let rest = trimStart(text.slice(at), blanks);
  const next = rest.charAt(0);
  const hard = next !== "" && separators.includes(next) && !blanks.includes(next);
  if (hard) rest = trimStart(rest.slice(1), blanks);
  return [field, rest];
}

/** `mapfile [-t] [-n count] [array]`, also `readarray`: lines of the input as an array. */
export const mapfile: Builtin = async ({ args, io, state }) => {
  let [name, strip, limit] = ["MAPFILE", false, Number.POSITIVE_INFINITY];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? "";
    if (argument === "-t") strip = true;
    else if (argument === "-n") limit = Number(args[++at]) || Number.POSITIVE_INFINITY;
    else if (!argument.startsWith("-")) name = argument;
    else throw new ToolFailure(`${argument}: invalid option`, 2);
  }
  const { values } = openArray(name, state);
  values.clear();
  for (let at = 0; at < limit; at++) {
    const { line, ended } = await readLine(io.stdin);
    if (!ended && line === "") break;
    values.set(String(at), strip || !ended ? line : `${line}\n`);
    if (!ended) break;
  }
  return 0;
};
