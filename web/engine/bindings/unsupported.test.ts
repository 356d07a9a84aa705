import { expect, test } from "vitest";
import { completeBinding } from "./unsupported.ts";

/** Members that Node's library reaches for programs. */
test.each([
  ["mksnapshot", "StartupData", "a start-up snapshot belongs to a native executable."],
  ["crypto", "KEMEncapsulateJob", "ML-KEM is not part of the engine; agree on keys with diffieHellman() over X25519."],
  ["inspector", "Connection", "the browser's developer tools debug this engine."],
])("%s.%s says what to use instead", (binding, member, why) => {
  const { [member]: made } = completeBinding(binding, {}, { data: {}, functions: [], classes: { [member]: ["init"] } });
  if (typeof made !== "function") throw new Error(`no ${member}`);
  expect(() => Reflect.construct(made, [])).toThrow(
    `${binding}.${member} is not supported in the Glasshouse engine yet: ${why}`,
  );
});
