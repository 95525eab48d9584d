/** Cards as data: the small part of Google's cards that Rapport uses, in our own words. Platform/card-service.ts draws it. */
import type { ActionName } from "../action-name.ts";
import type { Markup } from "../text.ts";

export interface CardSpec {
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly sections: readonly SectionSpec[];
  /** The ⋮ menu. */
  readonly menu?: readonly MenuItem[] | undefined;
}

export interface SectionSpec {
  readonly header?: string | undefined;
  /** Folded: only the first so many widgets show. */
  readonly shown?: number | undefined;
  readonly widgets: readonly WidgetSpec[];
}

export type WidgetSpec =
  | { readonly type: "paragraph"; readonly text: Markup }
  | Row
  | { readonly type: "buttons"; readonly buttons: readonly ButtonSpec[] }
  | TextInput
  | DateInput
  | Choice;

/** A line with labels above and below; the whole of it can be clicked. */
export interface Row {
  readonly type: "row";
  readonly top?: string | undefined;
  readonly text: Markup;
  readonly bottom?: string | undefined;
  readonly icon?: Icon | undefined;
  /** Unset: one line, cut by Google where it ends. */
  readonly wrap?: boolean | undefined;
  readonly onClick?: Click | undefined;
  readonly button?: ButtonSpec | undefined;
}

export interface ButtonSpec {
  readonly text: string;
  readonly onClick: Click;
  /** The one thing to do here. */
  readonly primary?: boolean | undefined;
}

export interface TextInput {
  readonly type: "text-input";
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly hint?: string | undefined;
  readonly multiline?: boolean | undefined;
  /** Called while the user types. */
  readonly suggest?: CallbackClick | undefined;
}

/** A day or a time of day, as the user's wall shows it: together they say a moment without asking for a zone. */
export interface DateInput {
  readonly type: "date-input";
  readonly style: "date" | "time";
  readonly name: string;
  readonly label: string;
  /** `2026-11-30`, `09:30`. */
  readonly value?: string | undefined;
}

export interface Choice {
  readonly type: "choice";
  readonly style: "checkboxes" | "dropdown";
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly onChange?: CallbackClick | undefined;
}

export interface Option {
  readonly text: string;
  readonly value: string;
  readonly selected: boolean;
}

export interface MenuItem {
  readonly text: string;
  readonly onClick: Click;
}

export type Click = CallbackClick | Link;

export interface Link {
  readonly url: string;
}

/** Parameters come back with the click; they hold ids, never data or tokens. */
export interface CallbackClick {
  readonly action: ActionName;
  /** The answer fills the form anew. Unset: what was typed stays, whatever the answer is. */
  readonly refills?: boolean | undefined;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Names of CardService.Icon. */
export type Icon =
  | "BOOKMARK"
  | "CLOCK"
  | "DESCRIPTION"
  | "EMAIL"
  | "INVITE"
  | "MAP_PIN"
  | "MULTIPLE_PEOPLE"
  | "PERSON"
  | "PHONE"
  | "STAR";
