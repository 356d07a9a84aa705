import type { Binding, Runtime } from "../boot/runtime.ts";
import { createRequests, nodeError } from "./fs-requests.ts";
import { namer, type PathLike, pathText } from "./path-bytes.ts";

/** `fs.opendir`: the whole listing is taken at opening and given out in portions. */
export function createFsDirBinding(runtime: Runtime): Binding {
  const requests = createRequests(runtime);
  class DirHandle {
    #entries: { name: string; type: number }[];
    constructor(entries: { name: string; type: number }[]) {
      this.#entries = entries;
      runtime.asyncIds.adopt(this, "DIRHANDLE");
    }
    /** Names and types alternate; null at the end. */
    read(encoding: unknown, count: number, request: unknown): unknown {
      return requests.answer(
        request,
        () => {
          const portion = this.#entries.splice(0, count);
          const name = namer(runtime, encoding);
          return portion.length === 0 ? null : portion.flatMap((entry) => [name(entry.name), entry.type]);
        },
        (error) => error,
      );
    }
    close(request: unknown): unknown {
      this.#entries = [];
      return requests.answer(
        request,
        () => undefined,
        (error) => error,
      );
    }
    getAsyncId(): number {
      return runtime.asyncIds.idOf(this);
    }
  }
  const open = (path: PathLike) => new DirHandle(runtime.system.call("readdir", [pathText(path)]));
  return {
    DirHandle,
    opendir: (path: PathLike, _encoding: unknown, request: unknown) =>
      requests.answer(
        request,
        () => open(path),
        (error) => nodeError(runtime, error, "opendir", pathText(path)),
      ),
    opendirSync: (path: PathLike) =>
      requests.answer(
        undefined,
        () => open(path),
        (error) => nodeError(runtime, error, "opendir", pathText(path)),
      ),
  };
}
