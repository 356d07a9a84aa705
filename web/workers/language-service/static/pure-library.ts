/** Of JavaScript's own library, what gives the same for the same on every machine and changes nothing but what it is called on. */

export const freshGlobals = new Set([
  ...["Map", "Set", "Array", "Object", "RegExp"],
  ...["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError", "AggregateError"],
]);

export const knownGlobals = new Set([
  ...freshGlobals,
  ...["Math", "JSON", "Number", "String", "Boolean", "BigInt", "Date", "NaN", "Infinity"],
  ...["parseInt", "parseFloat", "isNaN", "isFinite"],
  ...["encodeURIComponent", "decodeURIComponent", "encodeURI", "decodeURI"],
]);

/** Methods whose result is new, so that it may be changed. */
export const freshMethods = new Set([
  ...["slice", "map", "filter", "concat", "split", "flat", "flatMap", "from", "of", "fromEntries"],
  ...["entries", "keys", "values", "toSorted", "toReversed", "toSpliced", "with"],
]);

/** Methods that change what they are called on. */
export const changers = new Set([
  ...["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"],
  ...["set", "add", "delete", "clear"],
]);

/** Time, chance, places and languages of the machine, and what reaches into objects behind their backs. */
const refusedOwners = new Set(["Date", "Symbol", "Reflect", "Atomics", "Promise", "Intl", "Proxy"]);
const refusedMembers =
  /^(?:random|localeCompare|toLocale\w*|now|parse(?=Date)|getTimezoneOffset|get(?:Full)?(?:Year|Month|Date|Day|Hours|Minutes|Seconds)|set\w+|toString(?=Date)|toDateString|toTimeString|defineProper\w+|__define\w+|freeze|seal|preventExtensions|then|catch|finally|constructor|call|apply|bind|raw|exec|lastIndex)$/;

export function isPureMember(owner: string, name: string): boolean {
  if (owner === "Date") return name === "UTC";
  return !refusedOwners.has(owner) && !refusedMembers.test(name);
}
