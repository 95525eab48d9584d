/** The parts that cards are made of, each text cut to what a narrow sidebar can show. */
import type { Markup } from "../text.ts";
import { markup, oneLine, truncate } from "../text.ts";
import type {
  ButtonSpec,
  CallbackClick,
  CardSpec,
  Choice,
  Click,
  DateInput,
  MenuItem,
  Row,
  SectionSpec,
  TextInput,
  WidgetSpec,
} from "./card-spec.ts";
import type { ActionName } from "../action-name.ts";
import type { Texts } from "../texts/en.ts";
import { settingsPage } from "../web-pages.ts";

/** Longer texts of one line are cut: Google draws them whole, and a subject of 10,000 characters fills the sidebar. */
const LABEL = 120;
const LINE = 200;
const BUTTON = 60;

/** What a card, a section or a row of buttons is made of, as JSX has it: lists in lists, and nothing for what is not there. */
export type Parts<T> = readonly (T | Parts<T> | false | "" | null | undefined)[];

function flat<T>(parts: Parts<T>): readonly T[] {
  // TypeScript has no type for a list that is flattened to the bottom.
  return (parts as readonly unknown[]).flat(Infinity).filter(Boolean) as T[];
}

export function card(
  title: string,
  sections: Parts<SectionSpec>,
  { subtitle, menu }: { readonly subtitle?: string | undefined; readonly menu?: Parts<MenuItem> } = {},
): CardSpec {
  return {
    title: cardTitle(title),
    subtitle: label(subtitle),
    sections: flat(sections),
    menu: menu && flat(menu),
  };
}

/** None at all without widgets: Google refuses an empty section. */
export function section(parts: Parts<WidgetSpec>, header?: string, shown?: number): readonly SectionSpec[] {
  const widgets = flat(parts);
  return widgets.length > 0 ? [{ header: label(header), shown, widgets }] : [];
}

/** @param folded seldom wanted: a tap away. */
export function foldedSection(shown: Parts<WidgetSpec>, folded: Parts<WidgetSpec>): readonly SectionSpec[] {
  const isFolded = flat(folded).length > 0;
  return section([shown, folded], undefined, isFolded ? flat(shown).length : undefined);
}

export function paragraph(text: string | Markup): WidgetSpec {
  return { type: "paragraph", text: markup`${text}` };
}

/** Beside what matters. */
export function quiet(text: string | Markup): Markup {
  return markup`<font color="#5f6368">${text}</font>`;
}

export function alarming(text: string): Markup {
  return markup`<font color="#b3261e">${text}</font>`;
}

/** What is wrong, or may go wrong. */
export function warning(text: string): WidgetSpec {
  return paragraph(alarming(truncate(text, 1_000)));
}

/** A value of one line, escaped and cut. Google refuses an empty one, so a dash stands for it. */
export function line(text: string): Markup {
  return markup`${oneLine(text, LINE) || "–"}`;
}

export function boldLine(text: string): Markup {
  return markup`<b>${line(text)}</b>`;
}

type RowParts = Omit<Row, "type" | "text" | "bottom"> & { readonly bottom?: string | null | undefined };

/** @param text plain: one line of it. */
export function row(text: string | Markup, { top, bottom, ...rest }: RowParts = {}): Row {
  return {
    type: "row",
    text: typeof text === "string" ? line(text) : text,
    top: label(top),
    bottom: label(bottom),
    ...rest,
  };
}

/** The first of many; of the rest, how many there are. */
export function firstOf<T>(
  items: readonly T[],
  max: number,
  draw: (item: T) => WidgetSpec,
  more: (n: number) => string,
  notShown = 0,
): Parts<WidgetSpec> {
  const hidden = notShown + Math.max(0, items.length - max);
  return [items.slice(0, max).map((item) => draw(item)), hidden > 0 && paragraph(more(hidden))];
}

export function button(text: string, onClick: Click): ButtonSpec {
  return { text: oneLine(text, BUTTON), onClick };
}

export function primaryButton(text: string, onClick: Click): ButtonSpec {
  return { ...button(text, onClick), primary: true };
}

/** To where the Google account is connected. */
export function connectButton(texts: Texts, primary?: boolean): ButtonSpec {
  return { ...button(texts.connect, settingsPage()), primary };
}

/** Leaves the form as it is. */
export function cancelButton(texts: Texts): ButtonSpec {
  return button(texts.cancel, click("onBack"));
}

/** None at all without buttons. */
export function buttons(...parts: Parts<ButtonSpec>): Parts<WidgetSpec> {
  const list = flat(parts);
  return list.length > 0 ? [{ type: "buttons", buttons: list }] : [];
}

/** What a click carries; undefined is left out. */
export type ClickParameters = Readonly<Record<string, string | undefined>>;

export function click(action: ActionName, parameters?: ClickParameters): CallbackClick {
  return parameters === undefined ? { action } : { action, parameters: given(parameters) };
}

export function openContact(contactId: string): CallbackClick {
  return click("onOpenContact", { contactId });
}

type TextInputParts = Omit<TextInput, "type" | "name" | "label">;

export function textInput(name: string, label: string, options: TextInputParts = {}): TextInput {
  return { type: "text-input", name, label, ...options };
}

/** For one or more addresses, with the contacts' suggested. */
export function addressInput(name: string, label: string, value: string, hint?: string): TextInput {
  return textInput(name, label, { value, hint, suggest: click("onSuggest", { field: name }) });
}

/** @param value `2026-11-30` or `09:30`; empty: nothing chosen yet. */
export function dateInput(style: DateInput["style"], name: string, label: string, value: string): DateInput {
  return { type: "date-input", style, name, label, value };
}

/** What a field sends, and what it is called. */
type Option = readonly [value: string, text: string];

/** @param selected every box is ticked. */
export function checkboxes(
  name: string,
  label: string,
  options: readonly Option[],
  selected: boolean,
): Choice {
  return choice("checkboxes", name, label, options, () => selected);
}

export function dropdown(
  name: string,
  label: string,
  options: readonly Option[],
  selected: string | undefined,
  onChange?: CallbackClick,
): Choice {
  return { ...choice("dropdown", name, label, options, (value) => value === selected), onChange };
}

function choice(
  style: Choice["style"],
  name: string,
  label: string,
  options: readonly Option[],
  isSelected: (value: string) => boolean,
): Choice {
  return {
    type: "choice",
    style,
    name,
    label,
    options: options.map(([value, text]) => ({ text: cardTitle(text), value, selected: isSelected(value) })),
  };
}

function cardTitle(text: string): string {
  return label(text) ?? "–";
}

function label(text: string | null | undefined): string | undefined {
  return oneLine(text ?? "", LABEL) || undefined;
}

function given(parameters: ClickParameters): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
