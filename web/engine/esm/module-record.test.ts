import { describe, expect, it } from "vitest";
import { testContinuations } from "../loop/continuations.fixture.ts";
import { ModuleRecord, statuses } from "./module-record.ts";
import { testParser } from "./parser.fixture.ts";
import { transformModule } from "./transform-module.ts";

const parse = testParser();

/** A graph of sources by name; `log` is the one thing they share. */
function graph(sources: Record<string, string>) {
  const log: unknown[] = [];
  const records = new Map<string, ModuleRecord>();
  const load = (name: string): ModuleRecord => {
    const known = records.get(name);
    if (known) return known;
    const transformed = transformModule(sources[name] ?? "", parse);
    const make = new Function("log", `return ${transformed.code}`);
    let body: Iterator<unknown> | AsyncIterator<unknown>;
    const record: ModuleRecord = new ModuleRecord(name, {
      ...transformed,
      initialize(imports) {
        const cells = new Map<string, { read(): unknown }>();
        const register = (getters: Record<string, () => unknown>) => {
          for (const [key, read] of Object.entries(getters)) cells.set(key, { read });
        };
        body = make(log)(imports, { url: name }, undefined, register, testContinuations().marks);
        body.next();
        return cells;
      },
      execute() {
        return body.next();
      },
    });
    records.set(name, record);
    record.linked = transformed.requests.map((request) => load(request.specifier));
    return record;
  };
  const main = load("main");
  return { log, main, records };
}

const missing = (_record: ModuleRecord, _request: number, name: string) => new SyntaxError(`no ${name}`);

async function run(sources: Record<string, string>): Promise<unknown[]> {
  const { log, main } = graph(sources);
  main.instantiate(missing);
  await main.evaluate();
  return log;
}

describe("a module graph", () => {
  it("[7] an imported variable follows its module", async () => {
    const sources = {
      main: "import {n, up} from 'a'; log.push(n); up(); log.push(n);",
      a: "export let n = 1; export function up() { n++ }",
    };
    expect(await run(sources)).toEqual([1, 2]);
  });

  it("[7] writing to an import is refused as a constant", async () => {
    const sources = {
      main: "import {n} from 'a'; try { n = 2 } catch (e) { log.push(e.message) }",
      a: "export let n = 1",
    };
    expect(await run(sources)).toEqual(["Assignment to constant variable."]);
  });

  it("[7] in a cycle functions are there before their module ran, variables are not yet", async () => {
    const sources = {
      main: "import 'b'; export function f() { return 'f' } export const late = 1;",
      b: "import {f, late} from 'main'; log.push(f()); try { late } catch (e) { log.push(e.name) }",
    };
    expect(await run(sources)).toEqual(["f", "ReferenceError"]);
  });

  it("[7] a module with top-level await is waited for, its siblings start meanwhile", async () => {
    const sources = {
      main: "import 'slow'; import 'quick'; log.push('main');",
      slow: "await new Promise((r) => setTimeout(r, 5)); log.push('slow');",
      quick: "log.push('quick');",
    };
    expect(await run(sources)).toEqual(["quick", "slow", "main"]);
  });

  it("[7] a missing export is told before anything runs", () => {
    const { main, log } = graph({ main: "import {nope} from 'a';", a: "log.push('ran'); export const x = 1;" });
    expect(() => main.instantiate(missing)).toThrow("no nope");
    expect(log).toEqual([]);
  });

  it("[7] two stars that disagree about a name leave it out; the same binding by two ways stays", () => {
    const { main } = graph({
      main: "export * from 'a'; export * from 'b';",
      a: "export const both = 1; export {shared} from 'c';",
      b: "export const both = 2; export {shared} from 'c';",
      c: "export const shared = 3;",
    });
    main.instantiate(missing);
    main.evaluate();
    expect(Object.keys(main.namespace)).toEqual(["shared"]);
  });

  it("[7] an error is the same one each time it is asked for", () => {
    const { main } = graph({ main: "import 'a';", a: "throw new Error('once');" });
    main.instantiate(missing);
    const failures = [1, 2].map(() => {
      try {
        main.evaluate();
        return undefined;
      } catch (error) {
        return error;
      }
    });
    expect(failures[0]).toBe(failures[1]);
    expect(main.status).toBe(statuses.errored);
  });

  it("[7] a namespace is sorted, sealed and cannot be written", () => {
    const { main } = graph({ main: "export const b = 1, a = 2; export default class {}" });
    main.instantiate(missing);
    main.evaluate();
    const namespace = main.namespace as Record<string, unknown>;
    expect(Object.keys(namespace)).toEqual(["a", "b", "default"]);
    expect(Object.isExtensible(namespace)).toBe(false);
    expect(Reflect.set(namespace, "a", 3)).toBe(false);
    expect(Object.prototype.toString.call(namespace)).toBe("[object Module]");
  });
});
