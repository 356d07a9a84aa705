/** A new row whose name is being typed. */
export interface Draft {
  kind: "file" | "folder";
  /** Folder's id, "" for the top. */
  parent: string;
}
