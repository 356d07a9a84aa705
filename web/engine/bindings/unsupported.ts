/** Members that Node's library knows and this engine lacks say so by name when they are used; none is missing silently. */
import type { BindingPicture } from "../boot/bundle-input.ts";
import type { Binding } from "../boot/runtime.ts";
import sentences from "./unsupported.json" with { type: "json" };

const table: Record<string, string> = sentences;

/** The sentence for `binding.member`, or for the whole binding (`binding.*`). */
export function unsupportedSentence(binding: string, member: string): string | undefined {
  return table[`${binding}.${member}`] ?? table[`${binding}.*`];
}

/** An error that names the member, why it is not there, and what to use instead. */
export function unsupportedError(binding: string, member: string): Error {
  const why = unsupportedSentence(binding, member) ?? "it is not written yet.";
  const error = new Error(`${binding}.${member} is not supported in the Glasshouse engine yet: ${why}`);
  return Object.assign(error, { code: "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM" });
}

/** Functions and classes of the native binding that `binding` lacks. */
export function missingMembers(binding: Binding, picture: BindingPicture): string[] {
  return [...picture.functions, ...Object.keys(picture.classes)].filter((member) => !(member in binding));
}

/** Adds a throwing member for each function and class of the native binding that `binding` does not have. */
export function completeBinding(name: string, binding: Binding, picture: BindingPicture | undefined): Binding {
  if (!picture) return binding;
  for (const member of picture.functions) {
    if (member in binding) continue;
    binding[member] = () => {
      throw unsupportedError(name, member);
    };
  }
  for (const [member, methods] of Object.entries(picture.classes)) {
    if (!(member in binding)) binding[member] = unsupportedClass(name, member, methods);
  }
  return binding;
}

/** Can be extended and looked at (Node's library does both while loading), but not constructed. */
function unsupportedClass(name: string, member: string, methods: string[]): unknown {
  const made = {
    [member]: class {
      constructor() {
        throw unsupportedError(name, member);
      }
    },
  }[member];
  for (const method of methods) {
    Object.defineProperty(made?.prototype, method, {
      configurable: true,
      writable: true,
      value() {
        throw unsupportedError(name, `${member}.${method}`);
      },
    });
  }
  return made;
}
