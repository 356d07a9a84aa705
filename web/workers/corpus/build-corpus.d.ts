export interface CorpusSummary {
  /** SHA-256 of the uncompressed corpus: the gate's figures belong to this corpus and no other. */
  hash: string;
  packages: {
    name: string;
    version: string;
    license: string;
    files: number;
  }[];
  tokens: number;
  vocabulary: number;
  bytes: number;
}
export interface CorpusOptions {
  nodeModulesDir: string;
  outDir: string;
}
/** Writes the three files and returns what `corpus.json` says; the same packages give the same bytes. */
export declare function buildCorpus({ nodeModulesDir, outDir }: CorpusOptions): Promise<CorpusSummary>;
