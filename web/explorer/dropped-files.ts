/** Files and folders dropped from the computer, read into paths and bytes. */

export interface DroppedFile {
  path: string;
  file: File;
}

const maxFiles = 2_000;
const skippedFolders = new Set(["node_modules", ".git"]);

/** Everything in a drop, folders walked; at most 2,000 files, without node_modules and .git. */
export async function droppedFiles(data: DataTransfer): Promise<DroppedFile[]> {
  // The entries must be taken before the first await: the browser empties the list after the event.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  // Files that come from a page instead of the computer have no entry.
  if (entries.length === 0) return [...data.files].slice(0, maxFiles).map((file) => ({ path: file.name, file }));
  const found: DroppedFile[] = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

async function walk(entry: FileSystemEntry, folder: string, found: DroppedFile[]): Promise<void> {
  if (found.length >= maxFiles || skippedFolders.has(entry.name)) return;
  const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
  if (entry instanceof FileSystemFileEntry) {
    found.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
  } else if (entry instanceof FileSystemDirectoryEntry) {
    for (const child of await childrenOf(entry)) await walk(child, path, found);
  }
}

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // The reader hands out a hundred at a time and ends with none.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
