/** Each language in its own words. */
export const localeNames = { en: "English", "zh-CN": "简体中文" } as const;
