/** Templates: which variables stand in one, and the text with a contact's and the rep's values in their places. */
import { TemplateVariable } from "../../../contract/templates.ts";
import type { Contact } from "../../../contract/contacts.ts";
import { firstNameOf } from "./first-name.ts";
import type { Viewer } from "./ports.ts";
import { toStorableLine } from "./storable-text.ts";

/** Null and what is left out: there is none. */
export type TemplateValues = Partial<Readonly<Record<TemplateVariable, string | null>>>;

export interface Rendered {
  readonly text: string;
  /** Without value and fallback, each once; they stay in the text as they were written. */
  readonly missing: readonly TemplateVariable[];
}

/**
 * Values are put in once and as one line without braces: what stands in a contact never becomes a variable, not even when
 * the outcome is rendered again, and never begins a new line in a subject.
 * @param show how a value is written where it is put: escaped, in HTML.
 */
export function renderTemplate(
  template: string,
  values: TemplateValues,
  show: (value: string) => string = (value) => value,
): Rendered {
  const missing = new Set<TemplateVariable>();
  const text = template.replace(PLACE, (written) => {
    const place = readPlace(written);
    if (place === undefined) return written;
    const value = toValue(values[place.variable]);
    if (value !== "") return show(value);
    if (place.fallback === undefined) missing.add(place.variable);
    return place.fallback ?? written;
  });
  return { text, missing: [...missing] };
}

/** The variables a template uses, each once in the order they come. */
export function variablesOf(...texts: readonly string[]): TemplateVariable[] {
  const places = texts.flatMap((text) => [...text.matchAll(PLACE)].map(([written]) => readPlace(written)));
  return [...new Set(places.flatMap((place) => (place === undefined ? [] : [place.variable])))];
}

/** What looks like a variable and is none, as it was written. Undefined: the template is right. */
export function findBadPlace(template: string): string | undefined {
  const rest = template.replace(PLACE, (written) => (readPlace(written) === undefined ? written : ""));
  const at = rest.indexOf("{{");
  if (at < 0) return undefined;
  const [line = ""] = rest.slice(at, at + MAX_QUOTED).split("\n");
  const end = line.indexOf("}}");
  return end < 0 ? line : line.slice(0, end + 2);
}

/** @param contact null: a text that goes to nobody in particular. */
export function templateValues(
  viewer: Pick<Viewer, "name" | "email" | "workspaceName" | "workspaceDomain">,
  contact: Pick<Contact, "name" | "company" | "title" | "phone" | "emails"> | null,
): TemplateValues {
  return {
    ...(contact && {
      first_name: firstNameOf(contact.name, contact.company),
      name: contact.name,
      company: contact.company,
      title: contact.title,
      phone: contact.phone,
      email: contact.emails[0] ?? null,
    }),
    my_first_name: firstNameOf(viewer.name, null),
    my_name: viewer.name,
    my_email: viewer.email,
    // A workspace of one's own bears one's own name.
    my_company:
      viewer.workspaceDomain === null && [viewer.name, viewer.email].includes(viewer.workspaceName)
        ? null
        : viewer.workspaceName,
  };
}

interface Place {
  readonly variable: TemplateVariable;
  readonly fallback: string | undefined;
}

const PLACE = /\{\{[^{}\r\n]*\}\}/g;
const MAX_VALUE = 500;
const MAX_QUOTED = 60;

function readPlace(written: string): Place | undefined {
  const inner = written.slice(2, -2);
  const bar = inner.indexOf("|");
  const variable = TemplateVariable.safeParse((bar < 0 ? inner : inner.slice(0, bar)).trim());
  if (!variable.success) return undefined;
  return { variable: variable.data, fallback: bar < 0 ? undefined : inner.slice(bar + 1).trim() };
}

function toValue(value: string | null | undefined): string {
  return toStorableLine(value ?? "", MAX_VALUE)
    .replaceAll("{", "(")
    .replaceAll("}", ")");
}
