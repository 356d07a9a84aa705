/** Where kept node_modules lie: one archive under one key at a time. */
export interface ModulesStore {
  read(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Puts an archive in place of whatever was there. */
  replace(key: string, archive: Uint8Array<ArrayBuffer>): Promise<void>;
  clear(): Promise<void>;
}

const folderName = "node_modules";

/** The origin's private file system; each workspace has an origin of its own. Without one, reading and writing fail. */
export function createBrowserStore(): ModulesStore {
  const folder = async (): Promise<FileSystemDirectoryHandle> =>
    (await navigator.storage.getDirectory()).getDirectoryHandle(folderName, { create: true });
  const removeAllBut = async (key: string | null): Promise<void> => {
    const root = await folder();
    const names: string[] = [];
    for await (const name of root.keys()) if (name !== key) names.push(name);
    await Promise.all(names.map((name) => root.removeEntry(name)));
  };
  return {
    async read(key) {
      const root = await folder();
      let file: FileSystemFileHandle;
      try {
        file = await root.getFileHandle(key);
      } catch (error) {
        if (error instanceof DOMException && error.name === "NotFoundError") return null;
        throw error;
      }
      return new Uint8Array(await (await file.getFile()).arrayBuffer());
    },
    async replace(key, archive) {
      await removeAllBut(key);
      const file = await (await folder()).getFileHandle(key, { create: true });
      // The browser writes beside the file and puts it in place at the close: a tab that dies leaves no half of one.
      const writable = await file.createWritable();
      await writable.write(archive);
      await writable.close();
    },
    clear: () => removeAllBut(null),
  };
}
