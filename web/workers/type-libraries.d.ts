/** See web/type-libraries.ts. */
declare module "virtual:type-libraries" {
  /** File name ("lib.es5.d.ts") → text. */
  const libraries: Readonly<Record<string, string>>;
  export default libraries;
}
