/** What was typed into the contact form, and saving it. */
import type { ActionAnswer } from "../answer.ts";
import type { ContactCreate } from "../../../contract/contacts.ts";
import type { ContactFields, FormProblem } from "../cards/contact-form.ts";
import { failureText } from "../cards/error-card.ts";
import type { Form } from "../events.ts";
import { attempt, Failure } from "../failure.ts";
import type { Language } from "../request.ts";

interface TypedFields {
  /** To draw the form again. */
  readonly form: Omit<ContactFields, "kind" | "stage">;
  /** To save. An emptied field is cleared. */
  readonly contact: Pick<ContactCreate, "name" | "emails" | "company" | "title" | "phone" | "notes">;
}

export function typedFields(form: Form): TypedFields {
  const typed = {
    name: form.text("name"),
    company: form.text("company"),
    title: form.text("title"),
    phone: form.text("phone"),
    emails: form.text("emails"),
    notes: form.text("notes"),
  };
  return {
    form: typed,
    contact: {
      name: typed.name,
      emails: typed.emails
        .split(/[\n,;]+/)
        .map((email) => email.trim())
        .filter((email) => email !== ""),
      company: typed.company || null,
      title: typed.title || null,
      phone: typed.phone || null,
      notes: typed.notes || null,
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
  const saved = attempt(save, "invalid", "conflict");
  if (!(saved instanceof Failure)) return done(saved);
  if (saved.kind === "invalid") return redraw({ text: failureText(saved, language) });
  const { contact } = saved.details;
  if (!contact) throw saved;
  return redraw({ text: language.texts.addressTaken(contact.name), contact });
}
