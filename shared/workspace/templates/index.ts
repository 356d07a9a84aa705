/** What a new workspace starts with: template name → path → text. */
export const templates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  blank: { "index.js": 'console.log("Hello from Glasshouse");\n' },
};
