/** What the buttons and links of an answer do in the project; the app fills it in. */
import { createContext, use } from "react";

export type EditOutcome = "done" | "no-editor" | "read-only" | "no-selection";

export interface ChatActions {
  /** Writes at the caret, as one step of undo. */
  insert(code: string): EditOutcome;
  /** Writes in place of the selection, as one step of undo. */
  apply(code: string): EditOutcome;
  /** Types a command at the terminal's prompt without the Enter; false where no terminal takes it. */
  typeCommand(command: string): Promise<boolean>;
  hasFile(path: string): boolean;
  openPlace(path: string, line: number | undefined): void;
}

export const ActionsContext = createContext<ChatActions | undefined>(undefined);

export function useActions(): ChatActions {
  const actions = use(ActionsContext);
  if (!actions) throw new Error("an answer is drawn outside the chat panel");
  return actions;
}
