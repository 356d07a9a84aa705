import { expect, it } from "vitest";
import { typeErrors } from "./type-problems.ts";

const problem = (code: number, message: string, severity: "error" | "warning" = "error") => ({
  from: 0,
  to: 1,
  code,
  message,
  severity,
});

it("types of packages that are not there are no fault of the code, and neither is what is any by that", () => {
  const found = typeErrors([
    problem(2591, "Cannot find name 'node:http'."),
    problem(2307, "Cannot find module 'express' or its corresponding type declarations."),
    problem(7006, "Parameter 'request' implicitly has an 'any' type."),
    problem(2322, "Type 'string' is not assignable to type 'number'."),
    problem(2307, "Cannot find module './gone.ts' or its corresponding type declarations."),
    problem(6133, "'a' is declared but its value is never read.", "warning"),
  ]);
  expect(found).toEqual([
    "Type 'string' is not assignable to type 'number'.",
    "Cannot find module './gone.ts' or its corresponding type declarations.",
  ]);
});

it("where all types are there, a missing one is a fault", () => {
  const message = "Parameter 'request' implicitly has an 'any' type.";
  expect(typeErrors([problem(7006, message)])).toEqual([message]);
});
