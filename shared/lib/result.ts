/** An expected outcome as a value: what was asked for, or a code from one list and a sentence for the reader. */
export type Result<Value, Code extends string> = Success<Value> | Failure<Code>;
export interface Success<Value> {
  ok: true;
  value: Value;
}
export interface Failure<Code extends string> {
  ok: false;
  code: Code;
  message: string;
}

export function succeed<Value>(value: Value): Success<Value> {
  return { ok: true, value };
}

export function fail<Code extends string>(code: Code, message: string): Failure<Code> {
  return { ok: false, code, message };
}
