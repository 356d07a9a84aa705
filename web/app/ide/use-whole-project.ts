import { useEffect, useState } from "react";
import type { WholeProject } from "./whole-project.ts";
import type { Workbench } from "./workbench.ts";

/** The project that the assistant writes as a whole; what it needs arrives with the first one, in one piece. */
export function useWholeProject(bench: Workbench) {
  const [project, setProject] = useState<WholeProject>();
  useEffect(() => () => project?.desk.close(), [project]);
  const open = () => {
    void import("./whole-project.ts").then(({ createWholeProject }) => {
      const opened = project ?? createWholeProject(bench);
      setProject(opened);
      return opened.desk.open();
    });
  };
  return { project, open };
}
