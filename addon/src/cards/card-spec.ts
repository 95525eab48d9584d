/** Cards as data: the small part of Google's cards that Rapport uses, in our own words. Platform/card-service.ts draws it. */
import type { ActionName } from "../action-name.ts";
import type { Markup } from "../text.ts";

export interface CardSpec {
  readonly title: string;
  readonly subtitle?: string;
  readonly sections: readonly SectionSpec[];
  /** The ⋮ menu. */
  readonly menu?: readonly MenuItem[];
}

export interface SectionSpec {
  readonly header?: string;
  /** Folded: only the first so many widgets show. */
  readonly shown?: number;
  readonly widgets: readonly WidgetSpec[];
}

export type WidgetSpec =
  | { readonly type: "paragraph"; readonly text: Markup }
  | Row
  | { readonly type: "buttons"; readonly buttons: readonly ButtonSpec[] }
  | TextInput
  | Choice;

/** A line with labels above and below; the whole of it can be clicked. */
export interface Row {
  readonly type: "row";
  readonly top?: string;
  readonly text: Markup;
  readonly bottom?: string;
  readonly icon?: Icon;
  /** Unset: one line, cut by Google where it ends. */
  readonly wrap?: boolean;
  readonly onClick?: Click;
  readonly button?: ButtonSpec;
}

export interface ButtonSpec {
  readonly text: string;
  readonly onClick: Click;
  /** The one thing to do here. */
  readonly primary?: boolean;
}

export interface TextInput {
  readonly type: "text-input";
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly hint?: string;
  readonly multiline?: boolean;
  /** Called while the user types. */
  readonly suggest?: ActionName;
}

export interface Choice {
  readonly type: "choice";
  readonly style: "checkboxes" | "dropdown";
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly onChange?: CallbackClick;
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

export type Click = CallbackClick | { readonly url: string };

/** Parameters come back with the click; they hold ids, never data or tokens. */
export interface CallbackClick {
  readonly action: ActionName;
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
