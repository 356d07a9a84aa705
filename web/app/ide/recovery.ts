/** What a person is told after the project's document had to be replaced. */
import { assertNever } from "../../../shared/lib/assert-never.ts";
import type { Messages } from "../../i18n/en.ts";
import type { Notice } from "../../state/notices.ts";
import type { Replacement } from "../../sync/session.ts";
import { workspaceAddress } from "../route.ts";

export function noticeOfReplacement(replacement: Replacement, { recovery }: Messages): Omit<Notice, "id"> {
  switch (replacement.reason) {
    case "edit-refused":
      return { tone: "error", text: recovery.editRefused };
    case "rewritten":
      return { tone: "ok", text: recovery.rewritten };
    case "kept-apart": {
      const run = () => location.assign(workspaceAddress(replacement.forkedTo));
      return { tone: "ok", text: recovery.keptApart, action: { label: recovery.open, run } };
    }
    default:
      return assertNever(replacement);
  }
}
