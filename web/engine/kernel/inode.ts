/** S_IFMT values. */
export const fileTypes = {
  file: 0o100000,
  folder: 0o040000,
  link: 0o120000,
  device: 0o020000,
  socket: 0o140000,
} as const;
export type DeviceName = "null" | "zero" | "random" | "tty" | "stdin" | "stdout" | "stderr";

interface NodeBase {
  ino: number;
  /** Permission bits only. */
  mode: number;
  nlink: number;
  /** Open descriptions; a file without names lives on while it is open. */
  opened: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;
}
export interface FileNode extends NodeBase {
  type: "file";
  /** `size` bytes are the contents; the rest is room to grow. */
  bytes: Uint8Array<ArrayBuffer>;
  size: number;
}
export interface FolderNode extends NodeBase {
  type: "folder";
  entries: Map<string, Inode>;
  /** The folder that names this one; the root has none. */
  parent: FolderNode | null;
  name: string;
}
export interface LinkNode extends NodeBase {
  type: "link";
  target: string;
}
export interface DeviceNode extends NodeBase {
  type: "device";
  device: DeviceName;
}
export interface SocketNode extends NodeBase {
  type: "socket";
}
export type Inode = FileNode | FolderNode | LinkNode | DeviceNode | SocketNode;

/** The folder's own path, by its parents. */
export function folderPath(folder: FolderNode): string {
  const names: string[] = [];
  for (let at = folder; at.parent; at = at.parent) names.push(at.name);
  return `/${names.reverse().join("/")}`;
}
