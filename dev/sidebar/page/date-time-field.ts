/** Date, time, and date-with-time pickers. */
import type { DateTimePicker } from "../../apps-script/card-json.ts";
import type { CardContext } from "./card-context.ts";
import type { FormInput } from "./card-form.ts";
import { el } from "./dom.ts";

const inputTypes = { DATE_ONLY: "date", TIME_ONLY: "time", DATE_AND_TIME: "datetime-local" } as const;

let fieldCount = 0;

export function dateTimeField(widget: DateTimePicker, context: CardContext): HTMLElement {
  fieldCount += 1;
  const id = `date-${fieldCount}`;
  const input = el("input", {
    attributes: { id, type: inputTypes[widget.type] },
    on: {
      change: () => {
        if (widget.onChangeAction !== undefined) context.change(widget.onChangeAction);
      },
    },
  });
  const show = (ms: number): void => {
    input.value = toInputValue(widget, ms);
  };
  if (widget.valueMsEpoch !== undefined) show(Number(widget.valueMsEpoch));
  const element = el(
    "div",
    { class: "widget field date-time" },
    el(
      "div",
      { class: "field-box" },
      input,
      el("label", { text: widget.label ?? "", dir: "auto", attributes: { for: id } }),
    ),
  );
  context.form.add({
    name: widget.name,
    read: () => (input.value === "" ? undefined : toFormInput(widget, input.value)),
    write: (state) => {
      if (state === undefined) input.value = "";
      else if ("timeInput" in state) show((state.timeInput.hours * 60 + state.timeInput.minutes) * 60_000);
      else if ("dateInput" in state) show(Number(state.dateInput.msSinceEpoch));
      else if ("dateTimeInput" in state) show(Number(state.dateTimeInput.msSinceEpoch));
    },
    showMissing: (missing) => {
      element.classList.toggle("missing", missing);
    },
    focus: () => {
      input.focus();
    },
  });
  return element;
}

/** A date alone is UTC midnight and a time alone is counted from it; only the two together are an instant. */
function toInputValue(widget: DateTimePicker, ms: number): string {
  const shown = new Date(
    ms + (widget.type === "DATE_AND_TIME" ? offsetMs(widget, new Date(ms)) : 0),
  ).toISOString();
  if (widget.type === "DATE_ONLY") return shown.slice(0, 10);
  return widget.type === "TIME_ONLY" ? shown.slice(11, 16) : shown.slice(0, 16);
}

function toFormInput(widget: DateTimePicker, value: string): FormInput {
  if (widget.type === "TIME_ONLY") {
    return { timeInput: { hours: Number(value.slice(0, 2)), minutes: Number(value.slice(3, 5)) } };
  }
  if (widget.type === "DATE_ONLY")
    return { dateInput: { msSinceEpoch: String(Date.parse(`${value}T00:00:00Z`)) } };
  const ms =
    widget.timezoneOffsetDate === undefined
      ? Date.parse(value)
      : Date.parse(`${value}Z`) - offsetMs(widget, new Date());
  return { dateTimeInput: { hasDate: true, hasTime: true, msSinceEpoch: String(ms) } };
}

/** The picker's own zone, else the browser's at that instant. */
function offsetMs(widget: DateTimePicker, at: Date): number {
  return (widget.timezoneOffsetDate ?? -at.getTimezoneOffset()) * 60_000;
}
