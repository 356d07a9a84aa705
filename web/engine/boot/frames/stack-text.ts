/** Frames out of the text that Firefox keeps as a stack: one line a frame, `function@file:line:column`. */

/** What a line of the text says. */
interface Place {
  /** Empty when the function has no name. */
  name: string;
  file: string;
  line: number | null;
  column: number | null;
  isAsync: boolean;
}

/** A frame as V8 describes it, as far as the text tells; members that it cannot know answer as for a function in strict mode. */
export interface TextFrame {
  getThis(): undefined;
  getTypeName(): string | null;
  getFunction(): undefined;
  getFunctionName(): string | null;
  getMethodName(): string | null;
  getFileName(): string | null;
  getScriptNameOrSourceURL(): string | null;
  getScriptHash(): string;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getEnclosingLineNumber(): number | null;
  getEnclosingColumnNumber(): number | null;
  getPosition(): number;
  getEvalOrigin(): string | undefined;
  getPromiseIndex(): null;
  isToplevel(): boolean;
  isEval(): boolean;
  isNative(): boolean;
  isConstructor(): boolean;
  isAsync(): boolean;
  isPromiseAll(): boolean;
  toString(): string;
}

const framePattern = /^(?:(async|[\w ]+)\*)?(.*?)@(.*?)(?::(\d+):(\d+))?$/s;
/** Code of `eval` and of `new Function` that names no file of its own. */
const evaluated = / line \d+ > (?:eval|Function|WebAssembly\.Module)\b/;
/** Node's function that runs the body of a CommonJS module. */
const moduleRunner = "Module._compile";

/** The frames of a stack's text, innermost first. */
export function framesOf(text: string): TextFrame[] {
  const places = text.split("\n").flatMap((line) => placeOf(line) ?? []);
  return places.map((place, index) => {
    // The receiver of a module's body is its exports, an object.
    const inModule = place.name === "" && places[index + 1]?.name === moduleRunner;
    return frame(inModule ? { ...place, name: "Object.<anonymous>" } : place);
  });
}

/** V8 begins a stack where the error was made: the constructors of its own classes are not in it. */
export function withoutConstructors(frames: TextFrame[], error: object): TextFrame[] {
  const names = new Set<unknown>();
  for (let one: unknown = Reflect.getPrototypeOf(error); one instanceof Error; one = Reflect.getPrototypeOf(one)) {
    const maker = Object.getOwnPropertyDescriptor(one, "constructor");
    // The classes of Node's own errors hide behind a getter that gives their base.
    names.add(maker?.get ? "NodeError" : maker?.value?.name);
  }
  const first = frames.findIndex((one) => one.getFunctionName() === null || !names.has(one.getFunctionName()));
  return first < 0 ? [] : frames.slice(first);
}

function placeOf(text: string): Place | undefined {
  const match = framePattern.exec(text);
  if (!match) return undefined;
  const [, wait, name = "", file = "", line, column] = match;
  return {
    name: nodeName(name),
    file,
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
    isAsync: wait !== undefined,
  };
}

/** Firefox names a function without a name after where it stands (`outer/<`, `outer/inner.method`); V8 only by its own name. */
function nodeName(name: string): string {
  if (name.endsWith("<")) return "";
  return name.slice(name.lastIndexOf("/") + 1).replace(".prototype.", ".");
}

function frame({ name, file, line, column, isAsync }: Place): TextFrame {
  const isEval = evaluated.test(file);
  // A computed name (`table[".js"]`, `[symbol.name]`) is one name.
  const dot = name.endsWith("]") ? -1 : name.lastIndexOf(".");
  const where = `${isEval ? "<anonymous>" : file}${line === null ? "" : `:${line}:${column}`}`;
  const shown = name === "" ? where : `${name} (${where})`;
  return {
    getThis: () => undefined,
    getTypeName: () => (dot > 0 ? name.slice(0, dot) : null),
    getFunction: () => undefined,
    getFunctionName: () => (name === "" || name.endsWith("<anonymous>") ? null : name.slice(dot + 1)),
    getMethodName: () => (dot > 0 && !name.endsWith("<anonymous>") ? name.slice(dot + 1) : null),
    getFileName: () => (isEval ? null : file),
    getScriptNameOrSourceURL: () => (isEval ? null : file),
    getScriptHash: () => "",
    getLineNumber: () => line,
    getColumnNumber: () => column,
    getEnclosingLineNumber: () => line,
    getEnclosingColumnNumber: () => column,
    getPosition: () => 0,
    getEvalOrigin: () => (isEval ? `eval at ${file}` : undefined),
    getPromiseIndex: () => null,
    isToplevel: () => dot <= 0,
    isEval: () => isEval,
    isNative: () => false,
    isConstructor: () => false,
    isAsync: () => isAsync,
    isPromiseAll: () => false,
    toString: () => (isAsync ? `async ${shown}` : shown),
  };
}
