/** What the client decided about its previews. */
export interface PreviewSettings {
  /** Which errors of a preview's page become `preview-message` events. */
  forwardErrors: boolean | "exceptions-only";
  /** A script element for every HTML answer, or "". */
  script: string;
}
