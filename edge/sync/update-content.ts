/** What an update brings, read before it touches any document. */
import * as Y from "yjs";

export type ContentFault = { kind: "foreign"; replica: number } | { kind: "unfit"; message: string };

/** The first new struct of a replica that is not the sender's (rule SY6), or content a workspace never has. */
export function findForeignContent(
  doc: Y.Doc,
  update: Uint8Array,
  owns: (replica: number) => boolean,
): ContentFault | undefined {
  let structs: ReturnType<typeof Y.decodeUpdate>["structs"];
  try {
    ({ structs } = Y.decodeUpdate(update));
  } catch {
    return { kind: "unfit", message: "The update could not be decoded." };
  }
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (struct instanceof Y.Skip || clock + struct.length <= Y.getState(doc.store, client)) continue;
    if (!owns(client)) return { kind: "foreign", replica: client };
    if (struct instanceof Y.Item && !fits(struct))
      return { kind: "unfit", message: "A workspace holds files and text only." };
  }
  return undefined;
}

/** Before integration a top-level item's parent is the root's name. */
function fits(item: Y.Item): boolean {
  const parent: unknown = item.parent;
  if (typeof parent === "string" && parent !== "files") return false;
  const { content } = item;
  if (content instanceof Y.ContentType)
    return content.type.constructor === Y.Map || content.type.constructor === Y.Text;
  return content instanceof Y.ContentString || content instanceof Y.ContentAny || content instanceof Y.ContentDeleted;
}
