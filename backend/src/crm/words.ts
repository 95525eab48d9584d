/** What is said to a rep in the add-on, in each of its languages. Pages and logs are in English. */
export type Language = "en" | "de";
export type Words = Readonly<Record<Language, string>>;

export const words = (en: string, de: string): Words => ({ en, de });
