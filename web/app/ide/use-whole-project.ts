import { useEffect, useRef, useState } from "react";
import type { ProjectDesk } from "../../assistant/project/project-desk.ts";
import type { Messages } from "../../i18n/en.ts";
import type { Workbench } from "./workbench.ts";

/** The project that the assistant writes as a whole; what it needs arrives with the first one. */
export function useWholeProject(bench: Workbench, text: Messages) {
  const words = useRef(text);
  words.current = text;
  const [desk, setDesk] = useState<ProjectDesk>();
  const made = useRef<ProjectDesk>(undefined);
  useEffect(() => () => made.current?.close(), []);
  const open = () => {
    void import("./whole-project.ts").then(({ createWholeProject }) => {
      made.current ??= createWholeProject(bench, () => words.current);
      setDesk(made.current);
      void made.current.open();
    });
  };
  return { desk, open };
}
