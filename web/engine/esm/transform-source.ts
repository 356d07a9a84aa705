/**
 * The entry of the chunk `transform`: sources that a JavaScript engine cannot run as they are. JSX becomes calls, and TypeScript that
 * stripping alone cannot run (enums, namespaces, parameter properties) is transformed by the amaro inside Node's library.
 */
import jsx from "acorn-jsx";
import { decodeUtf8 } from "../bindings/text-encodings.ts";
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { noteSyntaxError, type SourcePlace } from "../boot/syntax-errors.ts";
import type { SyntaxNode } from "./acorn.ts";
import { editedColumns, type Origin } from "./columns.ts";
import { applyEdits } from "./edits.ts";
import { jsxEdits } from "./jsx.ts";
import { jsxSettings } from "./jsx-settings.ts";

interface Amaro {
  transformSync(source: string, options: object): { code: string; map?: string };
}
interface AmaroFailure {
  code: "UnsupportedSyntax" | "InvalidSyntax";
  message: string;
  filename: string;
  startLine: number;
  snippet: string;
}
interface MadeSource {
  text: string;
  /** Where its places are in the file; undefined: where they are. */
  origin: Origin | undefined;
}
type SourceMapClass = new (
  payload: unknown,
) => {
  findEntry(line: number, column: number): { originalLine?: number; originalColumn?: number };
};
type JsxParser = { parse(source: string, options: object): SyntaxNode };
type NodeErrors = Record<string, new (...values: unknown[]) => Error>;

/** What a `.jsx` or `.tsx` file becomes; `path` is its path, `name` what the script is called. Throws its SyntaxError. */
export function readJsx(
  runtime: EngineRuntime,
  source: string,
  path: string,
  name: string,
  kind: "script" | "module",
): MadeSource {
  const typed = path.endsWith(".tsx") ? withoutTypes(runtime, source, path) : { text: source, origin: undefined };
  const shown = typed.origin ? typed.text : source;
  const { program, isModule } = parse(runtime, typed.text, shown, name, kind);
  const settings = jsxSettings(path, source, (file) => readText(runtime, file));
  const edits = jsxEdits(program, typed.text, settings, isModule);
  const columns = editedColumns(typed.text, edits, 0);
  const origin: Origin = {
    original(line, column) {
      const inTyped = columns.original(line, column);
      return typed.origin ? typed.origin.original(line, inTyped) : { line, column: inTyped };
    },
  };
  return { text: applyEdits(typed.text, edits), origin };
}

/** TypeScript that has to be transformed; undefined where stripping does, or where the syntax is wrong. */
export function transformTypes(runtime: EngineRuntime, source: string, path: string): string | undefined {
  const { transformSync } = amaro(runtime);
  try {
    transformSync(source, { mode: "strip-only", filename: path });
    return undefined;
  } catch (error) {
    if ((error as Partial<AmaroFailure> | null)?.code !== "UnsupportedSyntax") return undefined;
  }
  const { pathToFileURL } = runtime.requireBuiltin("internal/url") as { pathToFileURL(path: string): URL };
  const url = path.startsWith("file:") ? path : pathToFileURL(path).href;
  const made = transformed(runtime, source, path, false);
  if (made.origin) runtime.stacks.noteOrigin(url, made.origin);
  return `${made.text}\n\n//# sourceURL=${url}`;
}

function amaro(runtime: EngineRuntime): Amaro {
  return runtime.requireBuiltin("internal/deps/amaro/dist/index") as unknown as Amaro;
}

function transformed(runtime: EngineRuntime, source: string, filename: string, tsx: boolean): MadeSource {
  const options = { mode: "transform", sourceMap: true, filename, ...(tsx ? { parser: { tsx } } : {}) };
  const { code, map } = amaro(runtime).transformSync(source, options);
  const { SourceMap } = runtime.requireBuiltin("internal/source_map/source_map") as { SourceMap: SourceMapClass };
  let entries: InstanceType<SourceMapClass> | undefined;
  return {
    text: code,
    origin: {
      original(line, column) {
        entries ??= new SourceMap(JSON.parse(map ?? "{}"));
        const { originalLine, originalColumn } = entries.findEntry(line - 1, column - 1);
        if (originalLine === undefined || originalColumn === undefined) return { line, column };
        return { line: originalLine + 1, column: originalColumn + 1 };
      },
    },
  };
}

function withoutTypes(runtime: EngineRuntime, source: string, path: string): MadeSource {
  const { codes } = runtime.requireBuiltin("internal/errors") as { codes: NodeErrors };
  const refuse = (code: string, value: string): Error => {
    const NodeError = codes[code] ?? SyntaxError;
    return new NodeError(value);
  };
  if (path.includes("/node_modules/")) throw refuse("ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING", path);
  try {
    const { code } = amaro(runtime).transformSync(source, {
      mode: "strip-only",
      filename: path,
      parser: { tsx: true },
    });
    return { text: code, origin: undefined };
  } catch (error) {
    const failure = error as Partial<AmaroFailure> | null;
    if (failure?.code === "UnsupportedSyntax") return transformed(runtime, source, path, true);
    if (failure?.code !== "InvalidSyntax") throw error;
    const invalid = refuse("ERR_INVALID_TYPESCRIPT_SYNTAX", failure.message ?? "");
    // The stack begins with the place: nothing is to be put above it.
    Reflect.set(invalid, runtime.privateSymbols["decorated_private_symbol"] ?? "", true);
    invalid.stack = `${failure.filename}:${failure.startLine}\n${failure.snippet}\n${invalid.stack}`;
    throw invalid;
  }
}

/** A script that does not parse may be a module: Node's loader sees that by V8's error and asks again. */
function parse(
  runtime: EngineRuntime,
  text: string,
  shown: string,
  name: string,
  kind: "script" | "module",
): { program: SyntaxNode; isModule: boolean } {
  const acorn = runtime.requireBuiltin("internal/deps/acorn/acorn/dist/acorn") as {
    Parser: Parameters<typeof create>[0];
  };
  const Parser = create(acorn.Parser);
  const attempt = (sourceType: "script" | "module"): SyntaxNode =>
    Parser.parse(text, {
      ecmaVersion: "latest",
      sourceType,
      allowHashBang: true,
      allowReturnOutsideFunction: sourceType === "script",
      allowAwaitOutsideFunction: sourceType === "module",
    });
  if (kind === "script") {
    try {
      return { program: attempt("script"), isModule: false };
    } catch {
      // The module's error is the one to show: JSX is written in modules.
    }
  }
  try {
    return { program: attempt("module"), isModule: true };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const plain = new SyntaxError(error.message.replace(/ \(\d+:\d+\)$/, ""));
    const place = (error as SyntaxError & { loc?: SourcePlace }).loc;
    if (place) noteSyntaxError(runtime, plain, shown, name, place);
    throw plain;
  }
}

function create(Parser: Parameters<ReturnType<typeof jsx>>[0]): JsxParser {
  return jsx()(Parser) as unknown as JsxParser;
}

function readText(runtime: EngineRuntime, path: string): string | undefined {
  try {
    return decodeUtf8(runtime.system.call("readFile", [path]));
  } catch {
    return undefined; // no such file: the usual answer while looking upwards
  }
}
