/** Options that Node refuses together, or by their values, in its own words. */
type Options = Readonly<Record<string, unknown>>;

const inputTypes = ["", "module", "commonjs", "module-typescript", "commonjs-typescript"];
const rejectionModes = ["", "strict", "warn", "throw", "none", "warn-with-error-codes"];

/** The sentence behind the program's name; undefined when all is well. `rest` is the script and its arguments. */
export function optionConflict(options: Options): string | undefined {
  const given = (name: string): boolean => {
    const value = options[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false && value !== "";
  };
  const both = (first: string, ...others: string[]): string | undefined => {
    const other = given(first) ? others.find(given) : undefined;
    return other === undefined ? undefined : `either ${first} or ${other} can be used, not both`;
  };
  if (!inputTypes.includes(String(options["--input-type"] ?? "")))
    return '--input-type must be "module","commonjs", "module-typescript" or "commonjs-typescript"';
  if (!rejectionModes.includes(String(options["--unhandled-rejections"] ?? "")))
    return "invalid value for --unhandled-rejections";
  const isolation = String(options["--test-isolation"] ?? "process");
  if (given("--test") && isolation !== "none" && isolation !== "process") return "invalid value for --test-isolation";
  return (
    both("--check", "--eval") ??
    both("--test", "--check", "--eval", "--interactive") ??
    (given("--test") && given("--watch-path") ? "--watch-path cannot be used in combination with --test" : undefined) ??
    both("--watch", "--check", "--eval", "--interactive", "--test-force-exit")
  );
}
