/** Share links as this dialog needs them; the app connects them to the server. */
export type LinkRole = "view" | "edit";

export interface ShareLink {
  id: string;
  role: LinkRole;
  /** Milliseconds. */
  createdAt: number;
}

/** Each answers undefined or false when the server did not do it. */
export interface ShareLinks {
  list(): Promise<readonly ShareLink[] | undefined>;
  create(role: LinkRole): Promise<{ link: ShareLink; token: string } | undefined>;
  revoke(id: string): Promise<boolean>;
}

/** The address for people. The token stays behind the `#`: browsers send that part to no server. */
export function linkAddress(ideOrigin: string, token: string): string {
  return `${ideOrigin}/join#${token}`;
}
