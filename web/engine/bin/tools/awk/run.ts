import { ToolFailure } from "../../lib/errors.ts";
import type { ToolIo } from "../../lib/tool.ts";
import { formatPrintf } from "../printf.ts";
import { callBuiltin } from "./builtins.ts";
import { calculate } from "./calculate.ts";
import { type Cell, sharedTable, type Table } from "./cell.ts";
import { Files } from "./files.ts";
import { RecordFields } from "./record.ts";
import { recordsOf } from "./records.ts";
import { compileRegex } from "./regex.ts";
import type { Expression, Program, Rule, Statement } from "./syntax.ts";
import { compare, Input, toNumber, toText, truth, type Value } from "./value.ts";

/** Leaves statements: `break`, `next`, `exit` and their kin. */
class Leave extends Error {
  readonly kind: string;
  readonly value: Value;
  constructor(kind: string, value: Value) {
    super(kind);
    this.kind = kind;
    this.value = value;
  }
}

const depthLimit = 1000;

/** Runs an awk program over its inputs. */
export class Interpreter {
  readonly io: ToolIo;
  readonly files: Files;
  readonly record: RecordFields;
  readonly random = { seed: 0, before: 0 };
  readonly #program: Program;
  readonly #globals = new Map<string, Cell>();
  #locals: Map<string, Cell> | null = null;
  #depth = 0;
  #records: Iterator<string> | null = null;
  readonly #inRange = new Set<Rule>();

  constructor(program: Program, io: ToolIo) {
    this.#program = program;
    this.io = io;
    this.files = new Files(io);
    this.record = new RecordFields(() => ({ input: this.text("FS"), output: this.text("OFS") }));
    const defaults: Record<string, Value> = {
      FS: " ",
      OFS: " ",
      ORS: "\n",
      RS: "\n",
      NR: 0,
      FNR: 0,
      SUBSEP: "\x1c",
      CONVFMT: "%.6g",
      OFMT: "%.6g",
      RSTART: 0,
      RLENGTH: -1,
      FILENAME: "",
    };
    for (const [name, value] of Object.entries(defaults)) this.#cell(name).value = value;
    for (const [name, value] of Object.entries(io.env))
      if (value !== undefined) this.table("ENVIRON").set(name, new Input(value));
  }

  /** The value of a variable as text. */
  text(name: string): string {
    return toText(this.#cell(name).value, "%.6g");
  }

  set(name: string, value: Value): void {
    if (name === "NF") this.record.resize(toNumber(value));
    if (name === "FS") this.record.settle();
    this.#cell(name).value = value;
  }

  table(name: string): Table {
    const cell = this.#cell(name);
    cell.table ??= new Map();
    return cell.table;
  }

  #cell(name: string): Cell {
    const local = this.#locals?.get(name);
    if (local !== undefined) return local;
    let cell = this.#globals.get(name);
    if (cell === undefined) {
      cell = { value: undefined, table: null };
      this.#globals.set(name, cell);
    }
    return cell;
  }

  /** Runs BEGIN, the main rules for every record, END; returns the exit status. */
  run(): number {
    let status = 0;
    const part = (action: () => void): void => {
      try {
        action();
      } catch (error) {
        if (!(error instanceof Leave) || error.kind !== "exit") throw error;
        if (error.value !== undefined) status = toNumber(error.value);
      }
    };
    const rules = (kind: Rule["kind"]) => this.#program.rules.filter((rule) => rule.kind === kind);
    part(() => {
      for (const { body } of rules("begin")) if (body !== null) this.#execute(body);
      if (rules("main").length > 0 || rules("end").length > 0) while (this.nextRecord()) this.#main(rules("main"));
    });
    // After an exit too END runs.
    part(() => {
      for (const { body } of rules("end")) if (body !== null) this.#execute(body);
    });
    this.files.closeAll();
    return status;
  }

  #main(rules: readonly Rule[]): void {
    try {
      for (const rule of rules) {
        if (!this.#selects(rule)) continue;
        if (rule.body === null) this.io.write(this.record.get(0) + this.text("ORS"));
        else this.#execute(rule.body);
      }
    } catch (error) {
      if (!(error instanceof Leave) || error.kind !== "next") throw error;
    }
  }

  #selects(rule: Rule): boolean {
    const [first, last] = rule.patterns;
    if (first === undefined) return true;
    if (last === undefined) return truth(this.evaluate(first));
    if (!this.#inRange.has(rule)) {
      if (!truth(this.evaluate(first))) return false;
      this.#inRange.add(rule);
    }
    if (truth(this.evaluate(last))) this.#inRange.delete(rule);
    return true;
  }

  /** Takes the next record of the inputs into `$0`; false at their end. */
  nextRecord(): boolean {
    const line = this.#nextLine();
    if (line === null) return false;
    this.record.set(0, line);
    return true;
  }

  #nextLine(): string | null {
    this.#records ??= this.#inputs();
    const { done, value } = this.#records.next();
    if (done === true) return null;
    this.set("NR", toNumber(this.#cell("NR").value) + 1);
    this.set("FNR", toNumber(this.#cell("FNR").value) + 1);
    return value;
  }

  *#inputs(): Generator<string> {
    let any = false;
    for (let at = 1; at < toNumber(this.#cell("ARGC").value); at++) {
      const argument = toText(this.table("ARGV").get(String(at)), "%.6g");
      const [, name, value = ""] = /^([A-Za-z_]\w*)=(.*)$/s.exec(argument) ?? [];
      if (argument === "") continue;
      if (name !== undefined) {
        this.set(name, new Input(value));
        continue;
      }
      any = true;
      yield* this.#recordsOf(argument);
    }
    if (!any) yield* this.#recordsOf("-");
  }

  *#recordsOf(path: string): Generator<string> {
    this.set("FILENAME", path === "-" ? "" : path);
    this.set("FNR", 0);
    yield* recordsOf(path, this.text("RS"), this.io);
  }

  #execute(statement: Statement): void {
    switch (statement.type) {
      case "block":
        for (const inner of statement.body) this.#execute(inner);
        return;
      case "expression":
        this.evaluate(statement.value);
        return;
      case "print":
        this.#print(statement);
        return;
      case "if":
        if (truth(this.evaluate(statement.test))) this.#execute(statement.yes);
        else if (statement.no !== null) this.#execute(statement.no);
        return;
      case "while":
        if (statement.first && !this.#turn(statement.body)) return;
        while (truth(this.evaluate(statement.test))) if (!this.#turn(statement.body)) return;
        return;
      case "for":
        if (statement.start !== null) this.#execute(statement.start);
        while (statement.test === null || truth(this.evaluate(statement.test))) {
          if (!this.#turn(statement.body)) return;
          if (statement.step !== null) this.#execute(statement.step);
        }
        return;
      case "for-in":
        for (const key of [...this.table(statement.array).keys()]) {
          this.set(statement.name, new Input(key));
          if (!this.#turn(statement.body)) return;
        }
        return;
      case "delete":
        if (statement.index === null) this.table(statement.name).clear();
        else this.table(statement.name).delete(this.#key(statement.index));
        return;
      case "leave":
        throw new Leave(statement.kind, statement.value === null ? undefined : this.evaluate(statement.value));
    }
  }

  /** One turn of a loop; false when `break` ends it. */
  #turn(body: Statement): boolean {
    try {
      this.#execute(body);
    } catch (error) {
      if (!(error instanceof Leave) || (error.kind !== "break" && error.kind !== "continue")) throw error;
      return error.kind === "continue";
    }
    return true;
  }

  #print({ formatted, args, output }: Extract<Statement, { type: "print" }>): void {
    const format = this.text("OFMT");
    const values = args.map((one) => (formatted ? this.argument(one) : toText(this.evaluate(one), format)));
    const text = formatted
      ? formatPrintf(values[0] ?? "", values.slice(1), false)
      : (args.length === 0 ? this.record.get(0) : values.join(this.text("OFS"))) + this.text("ORS");
    if (output === null) this.io.write(text);
    else this.files.write(output.kind, this.string(output.target), text);
  }

  #key(index: readonly Expression[]): string {
    return index.map((one) => this.string(one)).join(this.text("SUBSEP"));
  }

  string(expression: Expression): string {
    return toText(this.evaluate(expression), this.text("CONVFMT"));
  }

  /** An argument of printf: a number keeps all its digits. */
  argument(expression: Expression): string {
    const value = this.evaluate(expression);
    return typeof value === "number" ? String(value) : toText(value, "%.6g");
  }

  /** A regular expression: one as it is written, or the text of any other value. */
  pattern(expression: Expression): RegExp {
    return compileRegex(expression.type === "regex" ? expression.source : this.string(expression));
  }

  evaluate(expression: Expression): Value {
    switch (expression.type) {
      case "number":
      case "text":
        return expression.value;
      case "regex":
        return Number(compileRegex(expression.source).test(this.record.get(0)));
      case "variable":
        return expression.name === "NF" ? this.record.count : this.#cell(expression.name).value;
      case "element":
        return this.#element(expression);
      case "field":
        return new Input(this.record.get(toNumber(this.evaluate(expression.index))));
      case "assign":
        return this.#assign(expression);
      case "step": {
        const before = toNumber(this.evaluate(expression.target));
        this.store(expression.target, before + expression.by);
        return expression.prefix ? before + expression.by : before;
      }
      case "unary": {
        const value = this.evaluate(expression.operand);
        if (expression.operator === "!") return Number(!truth(value));
        return expression.operator === "-" ? -toNumber(value) : toNumber(value);
      }
      case "binary":
        return this.#binary(expression);
      case "condition":
        return this.evaluate(truth(this.evaluate(expression.test)) ? expression.yes : expression.no);
      case "in":
        return Number(this.table(expression.name).has(this.#key(expression.index)));
      case "group":
        return this.evaluate(expression.items.at(-1) ?? { type: "text", value: "" });
      case "getline":
        return this.#getline(expression);
      case "call":
        return expression.own
          ? this.#call(expression.name, expression.args)
          : callBuiltin(expression.name, expression.args, this);
    }
  }

  #element({ name, index }: Extract<Expression, { type: "element" }>): Value {
    const table = this.table(name);
    const key = this.#key(index);
    // Asking for an element makes it.
    if (!table.has(key)) table.set(key, undefined);
    return table.get(key);
  }

  #assign({ operator, target, value }: Extract<Expression, { type: "assign" }>): Value {
    const right = this.evaluate(value);
    const result =
      operator === "=" ? right : calculate(operator.charAt(0), toNumber(this.evaluate(target)), toNumber(right));
    this.store(target, result);
    return result;
  }

  store(target: Expression, value: Value): void {
    if (target.type === "variable") this.set(target.name, value);
    else if (target.type === "element") this.table(target.name).set(this.#key(target.index), value);
    else if (target.type === "field")
      this.record.set(toNumber(this.evaluate(target.index)), toText(value, this.text("CONVFMT")));
    else throw new ToolFailure("only a variable, an element or a field can be assigned to", 2);
  }

  #binary({ operator, left, right }: Extract<Expression, { type: "binary" }>): Value {
    switch (operator) {
      case "&&":
        return Number(truth(this.evaluate(left)) && truth(this.evaluate(right)));
      case "||":
        return Number(truth(this.evaluate(left)) || truth(this.evaluate(right)));
      case "~":
      case "!~":
        return Number(this.pattern(right).test(this.string(left)) === (operator === "~"));
      case " ":
        return this.string(left) + this.string(right);
    }
    const [a, b] = [this.evaluate(left), this.evaluate(right)];
    if (!/[<>=!]/.test(operator)) return calculate(operator, toNumber(a), toNumber(b));
    const order = compare(a, b, this.text("CONVFMT"));
    if (operator === "==") return Number(order === 0);
    if (operator === "!=") return Number(order !== 0);
    if (operator.startsWith("<")) return Number(order < 0 || (operator === "<=" && order === 0));
    return Number(order > 0 || (operator === ">=" && order === 0));
  }

  #getline({ kind, source, target }: Extract<Expression, { type: "getline" }>): Value {
    const line =
      kind === "main" || source === null ? this.#nextLine() : this.files.read(this.string(source), kind === "command");
    if (line === undefined) return -1;
    if (line === null) return 0;
    if (kind === "command") this.set("NR", toNumber(this.#cell("NR").value) + 1);
    if (target === null) this.record.set(0, line);
    else this.store(target, new Input(line));
    return 1;
  }

  /** Calls a function of the program: arrays by reference, values by copy, missing parameters are locals. */
  #call(name: string, args: readonly Expression[]): Value {
    const called = this.#program.functions.get(name);
    if (called === undefined) throw new ToolFailure(`function ${name} never defined`, 2);
    if (++this.#depth > depthLimit) throw new ToolFailure(`function ${name}: calls go more than ${depthLimit} deep`, 2);
    const locals = new Map<string, Cell>();
    for (const [at, parameter] of called.parameters.entries()) {
      const argument = args[at];
      const cell = argument?.type === "variable" ? this.#cell(argument.name) : null;
      const untyped =
        cell !== null && cell.value === undefined && argument?.type === "variable" && argument.name !== "NF";
      if (cell !== null && (cell.table !== null || untyped))
        locals.set(parameter, cell.table !== null ? cell : sharedTable(cell));
      else locals.set(parameter, { value: argument === undefined ? undefined : this.evaluate(argument), table: null });
    }
    const outer = this.#locals;
    this.#locals = locals;
    try {
      this.#execute(called.body);
      return undefined;
    } catch (error) {
      if (error instanceof Leave && error.kind === "return") return error.value;
      throw error;
    } finally {
      this.#locals = outer;
      this.#depth--;
    }
  }
}
