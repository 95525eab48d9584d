/** The widgets that cards are made of, each text cut to what a narrow sidebar can show. */
import type { Markup } from "../text.ts";
import { markup, oneLine } from "../text.ts";
import type {
  ButtonSpec,
  CallbackClick,
  Choice,
  Click,
  Option,
  Row,
  SectionSpec,
  TextInput,
  WidgetSpec,
} from "./card-spec.ts";
import type { ActionName } from "../action-name.ts";

/** Longer texts of one line are cut: Google draws them whole, and a subject of 10,000 characters fills the sidebar. */
const LABEL = 120;
const LINE = 200;
const BUTTON = 60;

export function paragraph(text: Markup): WidgetSpec {
  return { type: "paragraph", text };
}

/** A value of one line, escaped and cut. Google refuses an empty one, so a dash stands for it. */
export function line(text: string): Markup {
  return markup`${oneLine(text, LINE) || "–"}`;
}

export function boldLine(text: string): Markup {
  return markup`<b>${line(text)}</b>`;
}

export function row(text: Markup, { top, bottom, ...rest }: Omit<Row, "type" | "text"> = {}): Row {
  return {
    type: "row",
    text,
    ...(top === undefined ? {} : { top: oneLine(top, LABEL) }),
    ...(bottom === undefined || bottom === "" ? {} : { bottom: oneLine(bottom, LABEL) }),
    ...rest,
  };
}

export function button(text: string, onClick: Click, primary?: "primary"): ButtonSpec {
  return { text: oneLine(text, BUTTON), onClick, ...(primary === undefined ? {} : { primary: true }) };
}

export function buttons(...list: readonly ButtonSpec[]): WidgetSpec {
  return { type: "buttons", buttons: list };
}

export function click(action: ActionName, parameters?: Readonly<Record<string, string>>): CallbackClick {
  return parameters === undefined ? { action } : { action, parameters };
}

export function textInput(
  name: string,
  label: string,
  options: Omit<TextInput, "type" | "name" | "label"> = {},
): TextInput {
  return { type: "text-input", name, label, ...options };
}

export function checkboxes(name: string, label: string, options: readonly Option[]): Choice {
  return { type: "choice", style: "checkboxes", name, label, options: options.map(cutOption) };
}

export function dropdown(
  name: string,
  label: string,
  options: readonly Option[],
  onChange?: CallbackClick,
): Choice {
  const choice = { type: "choice", style: "dropdown", name, label, options: options.map(cutOption) } as const;
  return onChange === undefined ? choice : { ...choice, onChange };
}

/** None at all without widgets: Google refuses an empty section. */
export function section(widgets: readonly WidgetSpec[], header?: string): readonly SectionSpec[] {
  if (widgets.length === 0) return [];
  return [header === undefined ? { widgets } : { header: oneLine(header, LABEL), widgets }];
}

export function cardTitle(text: string): string {
  return oneLine(text, LABEL) || "–";
}

function cutOption(option: Option): Option {
  return { ...option, text: oneLine(option.text, LABEL) || "–" };
}
