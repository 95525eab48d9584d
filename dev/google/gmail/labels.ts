/** Gmail's labels: the fixed system ones and those a person made, by id and by name. */

export interface Label {
  readonly id: string;
  readonly name: string;
  readonly type: "system" | "user";
}

/** In the order the API lists them. */
const systemLabelIds = [
  "CHAT",
  "SENT",
  "INBOX",
  "IMPORTANT",
  "TRASH",
  "DRAFT",
  "SPAM",
  "CATEGORY_FORUMS",
  "CATEGORY_UPDATES",
  "CATEGORY_PERSONAL",
  "CATEGORY_PROMOTIONS",
  "CATEGORY_SOCIAL",
  "STARRED",
  "UNREAD",
] as const;

export class LabelBook {
  readonly #byId = new Map<string, Label>(systemLabelIds.map((id) => [id, { id, name: id, type: "system" }]));
  readonly #byName = new Map<string, Label>();
  #created = 0;

  /** A user label of that name, made when there is none; names differ in more than case. */
  create(name: string): Label {
    const existing = this.#byName.get(name.toLowerCase());
    if (existing !== undefined) return existing;
    this.#created += 1;
    const label: Label = { id: `Label_${this.#created}`, name, type: "user" };
    this.#byId.set(label.id, label);
    this.#byName.set(name.toLowerCase(), label);
    return label;
  }

  find(id: string): Label | undefined {
    return this.#byId.get(id);
  }

  /** As the search box spells it: blanks and slashes may be dashes. */
  findForSearch(spelled: string): Label | undefined {
    const wanted = searchSpelling(spelled);
    for (const label of this.#byId.values()) if (searchSpelling(label.name) === wanted) return label;
    return undefined;
  }

  list(): Label[] {
    return [...this.#byId.values()];
  }
}

function searchSpelling(name: string): string {
  return name.toLowerCase().replace(/[\s/&()"|]/g, "-");
}
