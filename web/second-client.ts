import type { Plugin } from "vite";

const mark = "?second";

/**
 * `@webcontainer/api?second` is the client's module graph once more, with state of its own: the client is pointed at an engine only
 * once, and falling back to another engine must not cost a reload.
 */
export function secondClient(): Plugin {
  return {
    name: "second-client",
    enforce: "pre",
    async resolveId(source, importer) {
      const inside = importer?.endsWith(mark) && source.startsWith(".");
      if (!source.endsWith(mark) && !inside) return null;
      const from = importer?.endsWith(mark) ? importer.slice(0, -mark.length) : importer;
      const found = await this.resolve(source.replace(mark, ""), from, { skipSelf: true });
      return found ? { ...found, id: found.id + mark } : null;
    },
  };
}
