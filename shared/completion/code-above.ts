/** The code above a place, read line by line: what the ranking looks up in it. */
import { EchoCoder } from "./echo-model.ts";
import { SparseCounts } from "./sparse-contexts.ts";
import type { TokenClasses } from "./structure.ts";
import type { TokenRoles } from "./token-roles.ts";

export class CodeAbove {
  length = 0;
  readonly sparse: SparseCounts;
  private readonly coder: EchoCoder;
  private idList = new Int32Array(1_024);
  private codeList = new Int32Array(1_024);

  constructor(tables: { roles: TokenRoles; classes: TokenClasses }) {
    this.sparse = new SparseCounts(tables.roles);
    this.coder = new EchoCoder(tables);
  }

  /** The tokens, `length` of them. */
  get ids(): Int32Array {
    return this.idList;
  }

  /** The same as the echo model reads them. */
  get codes(): Int32Array {
    return this.codeList;
  }

  /** Takes one more line, its newline token included. */
  readLine(ids: readonly number[]): void {
    for (const id of ids) {
      if (this.length === this.idList.length) this.grow();
      this.idList[this.length] = id;
      this.codeList[this.length] = this.coder.codeAt(this.idList, this.length, id);
      this.sparse.add(this.idList, this.length);
      this.length++;
    }
  }

  private grow(): void {
    const { idList, codeList } = this;
    this.idList = new Int32Array(idList.length * 2);
    this.codeList = new Int32Array(codeList.length * 2);
    this.idList.set(idList);
    this.codeList.set(codeList);
  }
}
