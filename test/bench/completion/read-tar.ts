/** Regular files of an uncompressed tar archive as npm writes it (ustar). */
export interface TarFile {
  path: string;
  bytes: Uint8Array;
}

const blockBytes = 512;

export function readTar(archive: Uint8Array): TarFile[] {
  const files: TarFile[] = [];
  let offset = 0;
  while (offset + blockBytes <= archive.length && archive[offset] !== 0) {
    const size = Number.parseInt(field(archive, offset + 124, 12), 8) || 0;
    const type = field(archive, offset + 156, 1);
    const prefix = field(archive, offset + 345, 155);
    const name = field(archive, offset, 100);
    const start = offset + blockBytes;
    if (type === "" || type === "0") {
      files.push({ path: prefix ? `${prefix}/${name}` : name, bytes: archive.subarray(start, start + size) });
    }
    offset = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  return files;
}

function field(archive: Uint8Array, start: number, length: number): string {
  const bytes = archive.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
}
