import * as v from "valibot";

declare const manifestSchema: v.ObjectSchema<
  {
    readonly name: v.StringSchema<undefined>;
    readonly version: v.StringSchema<undefined>;
    readonly license: v.OptionalSchema<v.StringSchema<undefined>, undefined>;
    readonly repository: v.OptionalSchema<
      v.UnionSchema<
        [
          v.StringSchema<undefined>,
          v.ObjectSchema<
            {
              readonly url: v.StringSchema<undefined>;
            },
            undefined
          >,
        ],
        undefined
      >,
      undefined
    >;
    readonly dependencies: v.OptionalSchema<
      v.RecordSchema<v.StringSchema<undefined>, v.StringSchema<undefined>, undefined>,
      undefined
    >;
    readonly devDependencies: v.OptionalSchema<
      v.RecordSchema<v.StringSchema<undefined>, v.StringSchema<undefined>, undefined>,
      undefined
    >;
  },
  undefined
>;
type Manifest = v.InferOutput<typeof manifestSchema>;
export interface CorpusPackage {
  name: string;
  version: string;
  license: string;
  folder: string;
}
/** Names, scopes and repositories the bench keeps for itself. */
export interface HeldOutNames {
  names: readonly string[];
  repositories: readonly string[];
}
/** Packages reachable from the project's own manifest that are permissively licensed, readable and not held out, by name. */
export declare function corpusPackages(
  rootFolder: string,
  nodeModulesFolder: string,
  heldOut: HeldOutNames,
): CorpusPackage[];
/** True for a held-out package, its scope and its repository. */
export declare function isHeldOut(manifest: Pick<Manifest, "name" | "repository">, heldOut: HeldOutNames): boolean;
/** "owner/name" of a repository field, lower case. */
export declare function repositoryOf(repository: Manifest["repository"]): string | undefined;
