/** Keeps one model file in the browser's own file system (OPFS), where neither a reload nor a cleared cache loses it. */

export interface KeptFile {
  /** Undefined when there is none, or no place for one. */
  open(): Promise<File | undefined>;
  /** Copies `file`, instead of the one before; tells how much of it is there. False when it does not fit or there is no place. */
  keep(file: File, onShare: (share: number) => void, signal: AbortSignal): Promise<boolean>;
  remove(): Promise<void>;
}

const folderName = "browser-model";

/** `root` is where the browser keeps files of this site. */
export function createKeptFile(root: () => Promise<FileSystemDirectoryHandle> = browserRoot): KeptFile {
  const remove = async () => {
    try {
      await (await root()).removeEntry(folderName, { recursive: true });
    } catch (error) {
      // Nothing was kept, or nothing can be.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    }
  };
  return {
    async open() {
      try {
        const folder = await (await root()).getDirectoryHandle(folderName);
        for await (const entry of folder.values()) {
          if (entry instanceof FileSystemFileHandle) return await entry.getFile();
        }
      } catch (error) {
        if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      }
      return undefined;
    },
    async keep(file, onShare, signal) {
      await remove();
      try {
        const folder = await (await root()).getDirectoryHandle(folderName, { create: true });
        const handle = await folder.getFileHandle(safeName(file.name), { create: true });
        const counted = countBytes((bytes) => onShare(bytes / file.size));
        // Closed, the whole file appears at once: a copy that was broken off leaves an empty one.
        await file
          .stream()
          .pipeThrough(counted)
          .pipeTo(await handle.createWritable(), { signal });
        return true;
      } catch (error) {
        if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
        await remove();
        return false;
      }
    },
    remove,
  };
}

function countBytes(hear: (bytes: number) => void): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      hear(bytes);
      controller.enqueue(chunk);
    },
  });
}

/** A picked file's name may hold what a file system refuses. */
function safeName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]/gu, "_").slice(-100) || "model.gguf";
}

async function browserRoot(): Promise<FileSystemDirectoryHandle> {
  return navigator.storage.getDirectory();
}
