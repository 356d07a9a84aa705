import { useCallback, useEffect, useState } from "react";
import type { Project, Server } from "../server.ts";
import type { TemplateId } from "./templates.ts";

type Listed = { state: "loading" } | { state: "failed" } | { state: "ready"; projects: readonly Project[] };

export interface Projects {
  listed: Listed;
  creating: TemplateId | undefined;
  createFailed: boolean;
  create(template: TemplateId, name: string): void;
  reload(): void;
  /** Whether the server took the new name. */
  rename(id: string, name: string): Promise<boolean>;
  remove(id: string): Promise<boolean>;
}

/** The projects of this browser, and what can be done with them. */
export function useProjects(server: Server, open: (id: string) => void): Projects {
  const [listed, setListed] = useState<Listed>({ state: "loading" });
  const [creating, setCreating] = useState<TemplateId>();
  const [createFailed, setCreateFailed] = useState(false);
  const reload = useCallback(() => {
    setListed({ state: "loading" });
    void server.projects().then((answer) => {
      setListed(answer.ok ? { state: "ready", projects: answer.value } : { state: "failed" });
    });
  }, [server]);
  useEffect(reload, [reload]);
  const change = (edit: (projects: readonly Project[]) => Project[]) =>
    setListed((before) => (before.state === "ready" ? { ...before, projects: edit(before.projects) } : before));
  return {
    listed,
    creating,
    createFailed,
    reload,
    create(template, name) {
      setCreating(template);
      setCreateFailed(false);
      void server.createProject(name, template).then((answer) => {
        if (answer.ok) open(answer.value.id);
        else setCreateFailed(true);
        setCreating(undefined);
      });
    },
    async rename(id, name) {
      const answer = await server.renameProject(id, name);
      if (answer.ok) change((all) => all.map((project) => (project.id === id ? { ...project, name } : project)));
      return answer.ok;
    },
    async remove(id) {
      const answer = await server.deleteProject(id);
      if (answer.ok) change((all) => all.filter((project) => project.id !== id));
      return answer.ok;
    },
  };
}
