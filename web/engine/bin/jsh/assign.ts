import { evaluateArithmetic } from "./arithmetic.ts";
import type { ShellContext } from "./context.ts";
import { expandText, expandValue, expandWords } from "./expand.ts";
import { readWholeWord } from "./lexer.ts";
import { readAssignment } from "./parser.ts";
import type { ShellArray, ShellState } from "./state.ts";
import type { Assignment, Word } from "./syntax.ts";
import { arithmeticVariables, arrayKey, arrayKeys, lookUp, openArray, setVariable } from "./variables.ts";

/** The text that `name=value` or `name+=value` gives the variable. */
export async function assignedText({ name, value, append }: Assignment, context: ShellContext): Promise<string> {
  const text = await expandValue(value, context);
  if (!append) return text;
  const before = lookUp(name, context.state) ?? "";
  if (!context.state.integers.has(name)) return before + text;
  return String(evaluateArithmetic(`${before || 0}+(${text})`, arithmeticVariables(context.state)));
}

/** Carries out an assignment: to a variable, an array's element, or a whole array. */
export async function assign(assignment: Assignment, context: ShellContext): Promise<void> {
  const { state } = context;
  const { name, index, append } = assignment;
  const [part] = assignment.value;
  if (part?.type === "array") {
    const known = state.arrays.get(name);
    const array = openArray(name, state);
    if (known !== undefined || !append) if (!append) array.values.clear();
    await fill(array, part.elements, context);
  } else if (index !== null) {
    const array = openArray(name, state);
    const key = arrayKey(await expandText(readWholeWord(index), context), array, state);
    const text = await expandValue(assignment.value, context);
    array.values.set(key, append ? (array.values.get(key) ?? "") + text : text);
  } else setVariable(name, await assignedText(assignment, context), state);
}

/** Puts `(a b [key]=c)` into an array, behind what it holds. */
async function fill(array: ShellArray, elements: readonly Word[], context: ShellContext): Promise<void> {
  const { state } = context;
  let next = array.associative ? 0 : Number(arrayKeys(array).at(-1) ?? -1) + 1;
  for (const element of elements) {
    const [first] = element;
    const keyed =
      first?.type === "text" && !first.quoted && first.text.startsWith("[")
        ? readAssignment([{ ...first, text: `x${first.text}` }, ...element.slice(1)])
        : null;
    if (keyed?.index !== null && keyed !== null) {
      const key = arrayKey(await expandText(readWholeWord(keyed.index), context), array, state);
      array.values.set(key, await expandValue(keyed.value, context));
      next = Number(key) + 1;
    } else for (const value of await expandWords([element], context)) array.values.set(String(next++), value);
  }
}

/** A copy of what is known of a variable; calling it puts that back. */
export function rememberVariable(name: string, state: ShellState): () => void {
  const value = state.variables.get(name);
  const array = state.arrays.get(name);
  const sets = [state.exported, state.readonly, state.integers].map((set) => [set, set.has(name)] as const);
  return () => {
    if (value === undefined) state.variables.delete(name);
    else state.variables.set(name, value);
    if (array === undefined) state.arrays.delete(name);
    else state.arrays.set(name, array);
    for (const [set, had] of sets) {
      if (had) set.add(name);
      else set.delete(name);
    }
  };
}
