/** The starts that the first page offers; the server holds their files. */
export const templateIds = ["node", "express", "react", "static", "hono"] as const;
export type TemplateId = (typeof templateIds)[number];
