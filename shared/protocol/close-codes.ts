/** WebSocket close codes of both sockets; see PROTOCOL.md. */
export const closeCodes = {
  badFrame: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  slowConsumer: 4408,
  version: 4409,
  tooLarge: 4413,
  rate: 4429,
  internal: 1011,
} as const;

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];
