import * as v from "valibot";
import type { HeldOutNames } from "./packages.ts";

declare const heldOutSchema: v.ArraySchema<
  v.ObjectSchema<
    {
      readonly name: v.StringSchema<undefined>;
      readonly version: v.StringSchema<undefined>;
      readonly license: v.StringSchema<undefined>;
      readonly repository: v.StringSchema<undefined>;
      /** Of the registry's tarball. */
      readonly integrity: v.StringSchema<undefined>;
      /** Folder of the sources inside the package. */
      readonly sources: v.StringSchema<undefined>;
      /** The files measured. */
      readonly files: v.ArraySchema<
        v.ObjectSchema<
          {
            readonly path: v.StringSchema<undefined>;
            readonly sha256: v.StringSchema<undefined>;
          },
          undefined
        >,
        undefined
      >;
    },
    undefined
  >,
  undefined
>;
export type HeldOutPackage = v.InferOutput<typeof heldOutSchema>[number];
export declare function heldOutPackages(): HeldOutPackage[];
export declare function heldOutNames(): HeldOutNames;
