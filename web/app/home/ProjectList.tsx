import { CircleAlert, FolderOpen, MoreHorizontal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useLanguage, useText } from "../../i18n/text.tsx";
import { timeAgo } from "../../i18n/time-ago.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { TextInput } from "../../ui/Field.tsx";
import { Menu, type MenuPlace } from "../../ui/Menu.tsx";
import { Message } from "../../ui/Message.tsx";
import { workspaceAddress } from "../route.ts";
import type { Project } from "../server.ts";
import css from "./ProjectList.module.css";
import type { Projects } from "./use-projects.ts";

const RemoveDialog = lazy(() => import("./RemoveDialog.tsx").then(({ RemoveDialog }) => ({ default: RemoveDialog })));

/** Your projects, newest first: open, rename, delete. */
export function ProjectList({ projects }: { projects: Projects }) {
  const text = useText();
  const { listed } = projects;
  const [renaming, setRenaming] = useState<string>();
  const [removing, setRemoving] = useState<Project>();
  const [note, setNote] = useState<string>();
  if (listed.state === "loading") return <p className={css["quiet"]}>{text.home.loadingProjects}</p>;
  if (listed.state === "failed") {
    return (
      <div className={css["list"]}>
        <Message icon={CircleAlert} title={text.home.projectsFailed} role="alert">
          <Button onClick={projects.reload}>{text.tryAgain}</Button>
        </Message>
      </div>
    );
  }
  if (listed.projects.length === 0) {
    return (
      <div className={css["list"]}>
        <Message icon={FolderOpen} title={text.home.noProjects} body={text.home.noProjectsKept} />
      </div>
    );
  }
  const newestFirst = listed.projects.toSorted((a, b) => b.updatedAt - a.updatedAt);
  return (
    <>
      <ul className={css["list"]}>
        {newestFirst.map((project) => (
          <ProjectItem
            key={project.id}
            project={project}
            renaming={renaming === project.id}
            onRenaming={(on) => setRenaming(on ? project.id : undefined)}
            onRename={async (name) => {
              setRenaming(undefined);
              if (!(await projects.rename(project.id, name))) setNote(text.home.renameFailed);
            }}
            onRemove={() => setRemoving(project)}
          />
        ))}
      </ul>
      <p role="status" className={css["note"]}>
        {note}
      </p>
      {removing && (
        <Suspense>
          <RemoveDialog
            name={removing.name}
            onClose={() => setRemoving(undefined)}
            onRemove={async () => {
              setRemoving(undefined);
              const gone = await projects.remove(removing.id);
              setNote(gone ? text.home.removed(removing.name) : text.home.removeFailed);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

interface ProjectItemProps {
  project: Project;
  renaming: boolean;
  onRenaming(on: boolean): void;
  onRename(name: string): void;
  onRemove(): void;
}

function ProjectItem({ project, renaming, onRenaming, onRename, onRemove }: ProjectItemProps) {
  const { locale, text } = useLanguage();
  const [menu, setMenu] = useState<MenuPlace>();
  const tag = { owner: undefined, editor: text.home.sharedEdit, viewer: text.home.sharedView }[project.role];
  return (
    <li className={css["item"]}>
      {renaming ? (
        <TextInput
          autoFocus
          className={css["field"]}
          aria-label={text.home.projectName}
          defaultValue={project.name}
          onBlur={(event) => finishRename(event.target.value, project.name, onRename, onRenaming)}
          onKeyDown={(event) => {
            if (event.key === "Enter") event.currentTarget.blur();
            if (event.key === "Escape") onRenaming(false);
          }}
        />
      ) : (
        <a href={workspaceAddress(project.id)} className={css["name"]} data-workspace={project.id}>
          {project.name}
        </a>
      )}
      {tag && <span className={css["tag"]}>{tag}</span>}
      <span className={css["meta"]}>{timeAgo(project.updatedAt, Date.now(), locale, text)}</span>
      {project.role === "owner" && (
        <IconButton
          label={text.home.actionsFor(project.name)}
          icon={MoreHorizontal}
          aria-haspopup="menu"
          onClick={(event) => setMenu({ element: event.currentTarget })}
        />
      )}
      {menu && (
        <Menu
          label={text.home.actionsFor(project.name)}
          place={menu}
          items={[
            { id: "rename", label: text.home.rename, run: () => onRenaming(true) },
            { id: "remove", label: text.home.remove, danger: true, run: onRemove },
          ]}
          onClose={() => setMenu(undefined)}
        />
      )}
    </li>
  );
}

function finishRename(typed: string, before: string, rename: (name: string) => void, renaming: (on: boolean) => void) {
  const name = typed.trim();
  if (name === "" || name === before) renaming(false);
  else rename(name);
}
