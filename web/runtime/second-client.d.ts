/** See web/second-client.ts. */
declare module "@webcontainer/api?second" {
  export { WebContainer } from "@webcontainer/api";
}
