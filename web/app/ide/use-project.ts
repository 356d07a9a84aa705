import { useEffect, useState } from "react";
import { useText } from "../../i18n/text.tsx";
import type { Server, WorkspaceRole } from "../server.ts";
import type { Workbench } from "./workbench.ts";
import { recall, remember } from "./workspace-memory.ts";

/** The role is undefined until server or memory has told. */
interface Known {
  name: string;
  role: WorkspaceRole | undefined;
}

/** Name and role of the opened project; offline, what this browser remembers. */
export function useProject(bench: Workbench, server: Server): { project: Known; rename(name: string): void } {
  const text = useText();
  const id = bench.session.workspaceId;
  const [project, setProject] = useState<Known>(() => ({
    name: recall(localStorage, id).name ?? text.product,
    role: bench.session.status.getState().role,
  }));
  useEffect(() => {
    void server.project(id).then((answer) => {
      if (!answer.ok) return;
      setProject(answer.value);
      remember(localStorage, id, { name: answer.value.name });
    });
  }, [server, id]);
  useEffect(() => {
    document.title = `${project.name} · ${text.product}`;
  }, [project.name, text]);
  return {
    project,
    rename(name) {
      const before = project;
      setProject({ ...project, name });
      void server.renameProject(id, name).then((answer) => {
        if (answer.ok) return remember(localStorage, id, { name });
        setProject(before);
        bench.notices.show({ tone: "error", text: text.home.renameFailed });
      });
    },
  };
}
