/** Node's numbers of zlib's modes. */
export const modes = { deflate: 1, inflate: 2, gzip: 3, gunzip: 4, deflateRaw: 5, inflateRaw: 6, unzip: 7 } as const;

/** An error in zlib's words, told to the stream and not thrown at its caller. */
export class ZlibFailure extends Error {
  readonly errno: number;
  readonly code: string;
  constructor(message: string, errno: number, code: string) {
    super(message);
    this.errno = errno;
    this.code = code;
  }
}

export const dataFailure = (message: string) => new ZlibFailure(message, -3, "Z_DATA_ERROR");
export const endFailure = () => new ZlibFailure("unexpected end of file", -5, "Z_BUF_ERROR");
