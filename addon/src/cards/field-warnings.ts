/** What the backend says about a form's fields, each above its field. */
import type { Failure } from "../failure.ts";
import type { Language } from "../request.ts";
import { oneLine } from "../text.ts";
import type { WidgetSpec } from "./card-spec.ts";
import { failureText, topLevel } from "./error-card.ts";
import { warning } from "./widgets.ts";

export interface FieldWarnings {
  /** The name of a field as the contract has it; its label as the form has it. */
  of(field: string, label: string): readonly WidgetSpec[];
  /** What belongs to none of the fields. */
  readonly rest: readonly WidgetSpec[];
}

/** @param fields those of the form; `to` also stands for `to.3`. */
export function fieldWarnings(
  failure: Failure | undefined,
  fields: readonly string[],
  language: Language,
): FieldWarnings {
  const { texts } = language;
  const errors = failure?.kind === "invalid" ? (failure.details.errors ?? []) : [];
  const isElsewhere = failure && !errors.some(({ path }) => fields.includes(topLevel(path)));
  return {
    of: (field, label) => {
      const messages = errors.filter(({ path }) => topLevel(path) === field).map(({ message }) => message);
      const variables = messages.flatMap((message) => message.match(/\{\{\w+\}\}/g) ?? []);
      return variables.length > 0
        ? [warning(texts.missingValues([...new Set(variables)].join(", ")))]
        : messages.slice(0, 3).map((text) => warning(texts.invalidField(label, oneLine(text, 200))));
    },
    rest: isElsewhere ? [warning(failureText(failure, language))] : [],
  };
}
