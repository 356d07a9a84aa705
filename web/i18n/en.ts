/** Every visible string in English; the other languages are complete by type. */
import { dialogs } from "./en/dialogs.ts";
import { pages } from "./en/pages.ts";
import { panels } from "./en/panels.ts";
import { work } from "./en/work.ts";

export const en = {
  product: "Glasshouse",
  skipToEditor: "Skip to the editor",
  skipToContent: "Skip to the content",
  close: "Close",
  cancel: "Cancel",
  undo: "Undo",
  tryAgain: "Try again",
  dismiss: "Dismiss",
  menu: "More actions",
  notices: "Messages",
  time: {
    now: "just now",
    minutes: (count: number) => (count === 1 ? "a minute ago" : `${count} minutes ago`),
    hours: (count: number) => (count === 1 ? "an hour ago" : `${count} hours ago`),
    yesterday: "yesterday",
  },
  ...pages,
  ...panels,
  ...work,
  ...dialogs,
};

export type Messages = typeof en;
