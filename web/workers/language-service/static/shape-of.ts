/** What arguments a parameter's type allows, as data. */
import ts from "typescript-lib";
import { staticLimits } from "../../../../shared/agent/static/limits.ts";
import type { Shape } from "../../../../shared/agent/static/shape.ts";

const none: Shape = { kind: "none" };

/** `none` for what cannot be made from a type alone: instances of classes, functions, types that go on for ever. */
export function shapeOf(type: ts.Type, checker: ts.TypeChecker, depth = 0): Shape {
  const { flags } = type;
  if (depth > staticLimits.maxShapeDepth) return none;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return { kind: "any" };
  if (type.isStringLiteral()) return { kind: "literal", source: JSON.stringify(type.value) };
  if (type.isNumberLiteral()) return { kind: "literal", source: String(type.value) };
  if (flags & ts.TypeFlags.BooleanLiteral) return { kind: "literal", source: checker.typeToString(type) };
  if (flags & ts.TypeFlags.Null) return { kind: "literal", source: "null" };
  if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return { kind: "literal", source: "undefined" };
  if (flags & ts.TypeFlags.Boolean) return { kind: "boolean" };
  if (flags & ts.TypeFlags.String) return { kind: "string" };
  if (flags & ts.TypeFlags.Number) return { kind: "number" };
  if (flags & ts.TypeFlags.BigInt) return { kind: "bigint" };
  if (type.isUnion()) return { kind: "union", of: type.types.map((each) => shapeOf(each, checker, depth)) };
  if (flags & ts.TypeFlags.TypeParameter) {
    const constraint = checker.getBaseConstraintOfType(type);
    return constraint && constraint !== type ? shapeOf(constraint, checker, depth + 1) : { kind: "any" };
  }
  return flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection) ? objectShape(type, checker, depth) : none;
}

function objectShape(type: ts.Type, checker: ts.TypeChecker, depth: number): Shape {
  const inner = (each: ts.Type) => shapeOf(each, checker, depth + 1);
  const parts =
    checker.isArrayType(type) || checker.isTupleType(type) ? checker.getTypeArguments(type as ts.TypeReference) : [];
  if (checker.isTupleType(type)) return { kind: "tuple", of: parts.map(inner) };
  if (checker.isArrayType(type)) return { kind: "array", of: parts[0] ? inner(parts[0]) : none };
  const declaration = type.symbol?.declarations?.[0];
  const isClass = type.symbol && (type.symbol.flags & ts.SymbolFlags.Class) !== 0;
  if (isClass || type.getCallSignatures().length || type.getConstructSignatures().length) return none;
  const isLibrary = declaration && /\/typescript\/lib\/|node_modules/.test(declaration.getSourceFile().fileName);
  if (isLibrary && type.symbol.name !== "__type") return none;
  const properties = checker.getPropertiesOfType(type);
  const values = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (!properties.length) return values ? { kind: "record", of: inner(values) } : none;
  if (properties.length > staticLimits.maxShapeMembers) return none;
  return {
    kind: "object",
    members: properties.map((property) => ({
      name: property.name,
      optional: (property.flags & ts.SymbolFlags.Optional) !== 0,
      shape: inner(checker.getTypeOfSymbol(property)),
    })),
  };
}
