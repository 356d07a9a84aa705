/** The places edited last, and how the code around them reads now. */
import * as Y from "yjs";
import { contextLimits } from "../../../shared/context/limits.ts";
import type { FimFile } from "../../../shared/models/fim.ts";
import { withoutSecretsBetween } from "../../../shared/models/secret-scan.ts";

interface Edit {
  fileId: string;
  text: Y.Text;
  place: Y.RelativePosition;
}

export class RecentEdits {
  #edits: Edit[] = [];

  /** An edit at `offset`; one near an earlier edit takes its place. */
  note(fileId: string, text: Y.Text, offset: number): void {
    const isNear = (edit: Edit) => {
      const other = edit.text === text ? offsetOf(edit) : undefined;
      return other !== undefined && Math.abs(other - offset) < nearChars;
    };
    const place = Y.createRelativePositionFromTypeIndex(text, Math.min(offset, text.length));
    this.#edits = [{ fileId, text, place }, ...this.#edits.filter((edit) => !isNear(edit))].slice(
      0,
      contextLimits.maxEdits,
    );
  }

  /** The latest first; `pathOf` gives nothing for a file that is gone or must not be sent. */
  snippets(pathOf: (fileId: string) => string | undefined): FimFile[] {
    return this.#edits.flatMap((edit) => {
      const path = pathOf(edit.fileId);
      const offset = path === undefined ? undefined : offsetOf(edit);
      return path === undefined || offset === undefined
        ? []
        : [{ path, text: linesAround(edit.text.toString(), offset) }];
    });
  }
}

/** Some five lines of code. */
const nearChars = 200;

function offsetOf({ text, place }: Edit): number | undefined {
  return text.doc ? Y.createAbsolutePositionFromRelativePosition(place, text.doc)?.index : undefined;
}

function linesAround(text: string, offset: number): string {
  const { linesAroundEdit: most, maxPieceChars } = contextLimits;
  let from = text.lastIndexOf("\n", offset - 1) + 1;
  let to = endOfLine(text, offset);
  for (let line = 0; line < most; line++) {
    const before = from > 0 ? text.lastIndexOf("\n", from - 2) + 1 : from;
    const after = to < text.length ? endOfLine(text, to) : to;
    if (after - before > maxPieceChars) break;
    from = before;
    to = after;
  }
  return to - from > maxPieceChars ? "" : withoutSecretsBetween(text, from, to);
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline < 0 ? text.length : newline + 1;
}
