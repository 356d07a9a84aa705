/** The whole body of a request or an answer, or undefined as soon as it is longer than `maxBytes`. */
export async function readAtMost(
  message: Pick<Request | Response, "headers" | "body">,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (Number(message.headers.get("Content-Length") ?? 0) > maxBytes) return undefined;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of message.body ?? []) {
    length += piece.length;
    if (length > maxBytes) return undefined;
    pieces.push(piece);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}
