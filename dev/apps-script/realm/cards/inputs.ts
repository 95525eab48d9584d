/** Widgets that take input: fields, choices, switches, dates. */
import { boolean, check, either, integer, number, string, strings } from "../checks.ts";
import type { Method } from "../define.ts";
import { chain } from "../define.ts";
import { exception } from "../exception.ts";
import type { Draft } from "./builder.ts";
import { append, defineBuilder, listIn, set, setEnum, setPart, setText } from "./builder.ts";
import { Action } from "./click.ts";
import { SelectionInputType, SwitchControlType } from "./enums.ts";

const named = { requires: { name: "setFieldName" } };

const fieldMethods = {
  setFieldName: setText("name"),
  setOnChangeAction: setPart("onChangeAction", Action),
};

export const Switch = defineBuilder("Switch", {
  methods: {
    ...fieldMethods,
    setSelected: set("selected", boolean),
    setValue: setText("value"),
    setControlType: setEnum("controlType", SwitchControlType),
  },
  ...named,
});

export const Suggestions = defineBuilder("Suggestions", {
  methods: {
    addSuggestion: chain([string], (draft: Draft, text: string) => {
      append(draft.json, "items", { text });
    }),
    addSuggestions: chain([strings], (draft: Draft, texts: string[]) => {
      for (const text of texts) append(draft.json, "items", { text });
    }),
  },
  initial: () => ({ items: [] }),
});

export const Validation = defineBuilder("Validation", {
  methods: { setCharacterLimit: set("characterLimit", integer) },
});

export const TextInput = defineBuilder("TextInput", {
  methods: {
    ...fieldMethods,
    setTitle: setText("label"),
    setHint: setText("hintText"),
    setValue: setText("value"),
    setMultiline: chain([boolean], (draft: Draft, multiline: boolean) => {
      draft.json["type"] = multiline ? "MULTIPLE_LINE" : "SINGLE_LINE";
    }),
    setSuggestions: setPart("initialSuggestions", Suggestions),
    setSuggestionsAction: setPart("autoCompleteAction", Action),
    setValidation: setPart("validation", Validation),
  },
  ...named,
  problem: ({ label, hintText }) =>
    label === undefined && hintText === undefined ? "setTitle or setHint is required" : undefined,
});

const label = either(string, either(number, boolean));

export const SelectionInput = defineBuilder("SelectionInput", {
  methods: {
    ...fieldMethods,
    setTitle: setText("label"),
    setType: setEnum("type", SelectionInputType),
    // Google writes numbers and booleans out; everything else has no text of its own.
    addItem: chain([label, label, boolean], (draft: Draft, text, value, selected) => {
      append(draft.json, "items", { text: String(text), value: String(value), selected });
    }),
    addMultiSelectItem: chain(
      [string, string, boolean, string, string],
      (draft: Draft, text, value, selected, startIconUri, bottomText) => {
        append(draft.json, "items", { text, value, selected, startIconUri, bottomText });
      },
    ),
    setExternalDataSource: setPart("externalDataSource", Action),
    setMultiSelectMaxSelectedItems: set("multiSelectMaxSelectedItems", integer),
    setMultiSelectMinQueryLength: set("multiSelectMinQueryLength", integer),
  },
  initial: () => ({ type: "CHECK_BOX", items: [] }),
  ...named,
  problem: (json) =>
    listIn(json, "items").length === 0 && json["externalDataSource"] === undefined
      ? "addItem is required"
      : undefined,
});

const msSinceEpoch = check(
  (value): value is number | string =>
    Number.isSafeInteger(value) || (typeof value === "string" && /^-?\d{1,15}$/.test(value)),
);

const dateMethods: Readonly<Record<string, Method<Draft>>> = {
  ...fieldMethods,
  setTitle: setText("label"),
  setValueInMsSinceEpoch: chain([msSinceEpoch], (draft: Draft, value: number | string) => {
    draft.json["valueMsEpoch"] = String(value);
  }),
};

export const DatePicker = defineBuilder("DatePicker", {
  methods: dateMethods,
  initial: () => ({ type: "DATE_ONLY" }),
  ...named,
});

export const DateTimePicker = defineBuilder("DateTimePicker", {
  methods: { ...dateMethods, setTimeZoneOffsetInMins: set("timezoneOffsetDate", integer) },
  initial: () => ({ type: "DATE_AND_TIME" }),
  ...named,
});

export const TimePicker = defineBuilder("TimePicker", {
  methods: {
    ...fieldMethods,
    setTitle: setText("label"),
    setHours: timeOfDay("hours", 23, ({ minutes }, hours) => hours * 60 + minutes),
    setMinutes: timeOfDay("minutes", 59, ({ hours }, minutes) => hours * 60 + minutes),
  },
  initial: () => ({ type: "TIME_ONLY" }),
  ...named,
});

/** The card's form has one number for the time of day: milliseconds after midnight, in UTC. */
function timeOfDay(
  unit: string,
  most: number,
  total: (now: { hours: number; minutes: number }, given: number) => number,
): Method<Draft> {
  return chain([integer], (draft: Draft, given: number) => {
    if (given < 0 || given > most)
      throw exception(`Invalid TimePicker: ${unit} must be between 0 and ${most}.`);
    const minutes = Number(draft.json["valueMsEpoch"] ?? 0) / 60_000;
    const now = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
    draft.json["valueMsEpoch"] = String(total(now, given) * 60_000);
  });
}
