/** The two sites of one installation. */
export interface EdgeConfig {
  /** Scheme, host and port of the IDE: "http://localhost:8787". */
  ideOrigin: string;
  /** The site under which every workspace's engine and previews get a host of their own: "http://sandbox.localhost:8787". */
  sandboxOrigin: string;
  /** Origins of other pages that may frame engines and previews: "https://docs.example.org". */
  embedOrigins?: readonly string[];
}
