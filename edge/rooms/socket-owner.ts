/** Whoever handles the frames of one socket. */
export interface SocketOwner {
  receive(data: string | Uint8Array): void;
  /** The socket is gone. */
  left(): void;
}
