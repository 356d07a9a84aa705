import * as v from "valibot";
import { limits } from "./limits.ts";
import {
  lookNames,
  type PortMessage,
  type ProcessToKernel,
  type SpawnRequest,
  type SystemCallName,
  type ThreadStart,
} from "./protocol.ts";

const text = v.pipe(v.string(), v.maxLength(limits.argumentBytes));
const fd = v.pipe(v.number(), v.integer(), v.minValue(0));
const stdio = v.pipe(
  v.array(
    v.variant("type", [
      v.object({ type: v.literal("pipe") }),
      v.object({ type: v.literal("inherit"), fd }),
      v.object({ type: v.literal("ignore") }),
    ]),
  ),
  v.maxLength(64),
);
/** The process table answers E2BIG to what is too long together. */
const word = v.pipe(v.string(), v.maxLength(limits.callDataBytes));
const spawnEntries = {
  file: text,
  args: v.pipe(v.array(word), v.maxLength(limits.argumentCount)),
  cwd: text,
  env: v.record(v.string(), word),
  stdio,
  ipcFd: v.exactOptional(fd),
  detached: v.exactOptional(v.boolean()),
};
const spawnSchema = v.object(spawnEntries) satisfies v.GenericSchema<unknown, SpawnRequest>;
const spawnSyncSchema = v.object({
  ...spawnEntries,
  inputLength: v.number(),
  timeoutMs: v.number(),
  maxBuffer: v.number(),
  killSignal: text,
});

/** One letter an argument, those behind "?" may be missing: s text, i whole number, n number, b boolean, m number or null, o text or null, l list of texts, e environment, q spawn request, Q spawnSync request. */
const signatures: Record<SystemCallName, string> = {
  open: "sii",
  close: "i",
  read: "iin",
  write: "in",
  readFile: "s",
  writeFile: "sii",
  stat: "s",
  lstat: "s",
  fstat: "i",
  moduleStat: "s",
  access: "si",
  readdir: "s",
  mkdir: "sib",
  rmdir: "s",
  unlink: "s",
  rm: "sbb",
  rename: "ss",
  link: "ss",
  symlink: "ss",
  readlink: "s",
  realpath: "s",
  copyFile: "ssi",
  chmod: "si",
  fchmod: "ii",
  ftruncate: "ii",
  utimes: "snnb",
  futimes: "inn",
  mkdtemp: "s",
  statfs: "s",
  chdir: "s",
  cwd: "",
  umask: "m",
  descriptorKind: "i",
  spawn: "q",
  spawnSync: "Q",
  kill: "ii",
  priority: "im",
  execve: "sle",
  pipe: "",
  ttySize: "i",
  ttyRaw: "ib",
  listen: "is?ii",
  accept: "i",
  connect: "is?is",
  listenPath: "s?i",
  connectPath: "s",
  shutdown: "i",
  reset: "i",
  socketName: "ib",
  datagramBind: "sii",
  datagramConnect: "isi",
  datagramDisconnect: "i",
  datagramSend: "isi",
  datagramOption: "isi",
  datagramMember: "issb",
  watch: "sb",
  unwatch: "i",
  sleep: "n",
  threadNew: "",
  portTake: "ii",
  environmentNew: "l",
  environmentGet: "is",
  environmentSet: "iso",
  environmentKeys: "i",
  locks: "",
};

export function isCallName(name: unknown): name is SystemCallName {
  return typeof name === "string" && Object.hasOwn(signatures, name);
}

const looks: ReadonlySet<string> = new Set(lookNames);
export function isLookName(name: SystemCallName): boolean {
  return looks.has(name);
}

/** True when the arguments are what the call takes. */
export function checkArguments(name: SystemCallName, args: unknown): args is unknown[] {
  const [needed = "", optional = ""] = signatures[name].split("?");
  const letters = needed + optional;
  if (!Array.isArray(args) || args.length < needed.length || args.length > letters.length) return false;
  return args.every((value, index) => matches(letters[index] ?? "", value));
}

function matches(letter: string, value: unknown): boolean {
  switch (letter) {
    case "s":
      return typeof value === "string" && value.length <= limits.argumentBytes;
    case "i":
      return Number.isSafeInteger(value);
    case "n":
      return typeof value === "number" && !Number.isNaN(value);
    case "b":
      return typeof value === "boolean";
    case "m":
      return value === null || Number.isSafeInteger(value);
    case "o":
      return value === null || matches("s", value);
    case "l":
      return Array.isArray(value) && value.every((item) => matches("s", item));
    case "e":
      return v.is(spawnEntries.env, value);
    case "q":
      return v.is(spawnSchema, value);
    case "Q":
      return v.is(spawnSyncSchema, value);
    default:
      return false;
  }
}

/** A process's message, or null when it breaks the schema. Calls are checked apart: they must be answered. */
export function parseMessage(message: unknown): ProcessToKernel | null {
  if (typeof message !== "object" || message === null || !("type" in message)) return null;
  if (isCall(message)) return message;
  return v.is(messageSchema, message) ? message : null;
}

/** The schema's `call` by hand: a program makes tens of thousands of these a second. */
function isCall(message: object): message is Extract<ProcessToKernel, { type: "call" }> {
  if (!("type" in message && message.type === "call" && "name" in message && "args" in message)) return false;
  return isCallName(message.name) && Array.isArray(message.args) && (!("data" in message) || isData(message.data));
}

function isData(value: unknown): boolean {
  return value instanceof Uint8Array && value.length <= limits.callDataBytes;
}
const data = v.custom<Uint8Array>(isData);
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const isShared = (value: unknown): boolean =>
  value instanceof SharedArrayBuffer || value instanceof WebAssembly.Module || value instanceof WebAssembly.Memory;
const portMessage = v.object({
  bytes: data,
  ports: v.pipe(v.array(id), v.maxLength(limits.messageParts)),
  attachments: v.pipe(v.array(v.custom<unknown>(isShared)), v.maxLength(limits.messageParts)),
  attachmentIds: v.pipe(v.array(id), v.maxLength(limits.messageParts)),
}) satisfies v.GenericSchema<unknown, PortMessage>;
const words = v.pipe(v.array(text), v.maxLength(65_536));
const threadStart = v.object({
  id,
  name: text,
  port: id,
  execArgv: words,
  optionWords: words,
  resourceLimits: v.pipe(v.array(v.number()), v.maxLength(16)),
  sharedEnvironment: v.nullable(id),
  isInternal: v.boolean(),
  closesFiles: v.boolean(),
  epochMs: v.pipe(v.number(), v.finite()),
  stats: v.custom<SharedArrayBuffer>((value) => value instanceof SharedArrayBuffer),
}) satisfies v.GenericSchema<unknown, ThreadStart>;
const messageSchema = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  v.object({ type: v.literal("more") }),
  v.object({ type: v.literal("read-start"), fd }),
  v.object({ type: v.literal("read-stop"), fd }),
  v.object({ type: v.literal("read-ack"), fd, bytes: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.object({ type: v.literal("write-async"), fd, request: v.number(), data, pass: v.exactOptional(fd) }),
  v.object({ type: v.literal("signal-watch"), number: v.number(), on: v.boolean() }),
  v.object({ type: v.literal("thread-start"), id, env: v.record(v.string(), text), thread: threadStart }),
  v.object({ type: v.literal("thread-stop"), id }),
  v.object({ type: v.literal("port-pair"), first: id, second: id, away: v.boolean() }),
  v.object({ type: v.literal("port-join"), port: id, name: text }),
  v.object({ type: v.literal("port-send"), port: id, message: portMessage }),
  v.object({ type: v.literal("port-ack"), port: id, seq: id }),
  v.object({ type: v.literal("port-close"), port: id }),
  v.object({
    type: v.literal("lock-request"),
    request: id,
    name: text,
    clientId: text,
    mode: v.picklist(["exclusive", "shared"]),
    how: v.picklist(["wait", "steal", "if-available"]),
  }),
  v.object({ type: v.literal("lock-release"), request: id }),
  v.object({ type: v.literal("adopt"), fd }),
  v.object({ type: v.literal("exit"), code: v.number() }),
]) satisfies v.GenericSchema<unknown, Exclude<ProcessToKernel, { type: "call" }>>;
