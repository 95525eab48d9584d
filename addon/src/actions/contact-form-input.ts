/** What was typed into the contact form, and saving it. */
import type { ActionAnswer } from "../answer.ts";
import type { ContactCreate } from "../../../contract/contacts.ts";
import type { ContactFields, FormProblem } from "../cards/contact-form.ts";
import { failureText } from "../cards/error-card.ts";
import type { Form } from "../events.ts";
import { Failure } from "../failure.ts";
import type { Language } from "../request.ts";

interface TypedFields {
  /** To draw the form again. */
  readonly form: Omit<ContactFields, "kind" | "stage">;
  /** To save. An emptied field is cleared. */
  readonly contact: Pick<ContactCreate, "name" | "emails" | "company" | "title" | "phone" | "notes">;
}

export function typedFields(form: Form): TypedFields {
  const [name, company, title] = [form.text("name"), form.text("company"), form.text("title")];
  const [phone, emails, notes] = [form.text("phone"), form.text("emails"), form.text("notes")];
  return {
    form: { name, company, title, phone, emails, notes },
    contact: {
      name,
      emails: emails
        .split(/[\n,;]+/)
        .map((email) => email.trim())
        .filter((email) => email !== ""),
      company: orNull(company),
      title: orNull(title),
      phone: orNull(phone),
      notes: orNull(notes),
    },
  };
}

/** What the user can mend comes back as the form with the problem on top; all else is for the error boundary. */
export function savedOr<T>(
  save: () => T,
  redraw: (problem: FormProblem) => ActionAnswer,
  done: (saved: T) => ActionAnswer,
  language: Language,
): ActionAnswer {
  let saved: T;
  try {
    saved = save();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { kind, details } = error;
    if (kind === "invalid") return redraw({ text: failureText(error, language) });
    if (kind !== "conflict" || details.contact === undefined) throw error;
    return redraw({ text: language.texts.addressTaken(details.contact.name), contact: details.contact });
  }
  return done(saved);
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}
