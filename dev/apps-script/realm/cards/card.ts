/** Cards and what they are made of: header, sections, menu, footer. */
import { boolean, check, integer } from "../checks.ts";
import type { Method } from "../define.ts";
import { chain, defineType, on } from "../define.ts";
import { exception } from "../exception.ts";
import type { Builder, Draft, Json } from "./builder.ts";
import { addPart, append, defineBuilder, listIn, set, setEnum, setPart, setText } from "./builder.ts";
import { clickMethods, imageUrl } from "./click.ts";
import { DisplayStyle, ImageStyle } from "./enums.ts";
import { DatePicker, DateTimePicker, SelectionInput, TextInput, TimePicker } from "./inputs.ts";
import {
  ButtonSet,
  DecoratedText,
  Divider,
  Grid,
  Image,
  ImageButton,
  TextButton,
  TextParagraph,
} from "./widgets.ts";

/** https://developers.google.com/workspace/add-ons/concepts/cards */
const mostSections = 100;
const mostWidgetsInSection = 100;
/** Google leaves out the section that passes it and all that follow, without a word. */
const mostWidgetsInCard = 100;

const widgetKinds: readonly (readonly [Builder, (json: Json) => Json])[] = [
  [TextParagraph, (json) => ({ textParagraph: json })],
  [DecoratedText, (json) => ({ decoratedText: json })],
  [Image, (json) => ({ image: json })],
  [Divider, (json) => ({ divider: json })],
  [Grid, (json) => ({ grid: json })],
  [ButtonSet, (json) => ({ buttonList: json })],
  [TextButton, (json) => ({ buttonList: { buttons: [json] } })],
  [ImageButton, (json) => ({ buttonList: { buttons: [json] } })],
  [TextInput, (json) => ({ textInput: json })],
  [SelectionInput, (json) => ({ selectionInput: json })],
  [DatePicker, (json) => ({ dateTimePicker: json })],
  [DateTimePicker, (json) => ({ dateTimePicker: json })],
  [TimePicker, (json) => ({ dateTimePicker: json })],
];

const widget = check((value): value is object =>
  widgetKinds.some(([{ type }]) => type.instance.accepts(value)),
);

export const CardHeader = defineBuilder("CardHeader", {
  methods: {
    setTitle: setText("title"),
    setSubtitle: setText("subtitle"),
    setImageUrl: set("imageUrl", imageUrl),
    setImageStyle: setEnum("imageType", ImageStyle),
    setImageAltText: setText("imageAltText"),
  },
  requires: { title: "setTitle" },
});

export const CardSection = defineBuilder("CardSection", {
  methods: {
    setHeader: setText("header"),
    setCollapsible: set("collapsible", boolean),
    setNumUncollapsibleWidgets: set("uncollapsibleWidgetsCount", integer),
    addWidget: chain([widget], (draft: Draft, given: object) => {
      append(draft.json, "widgets", printWidget(given), mostWidgetsInSection);
    }),
  },
  requires: { widgets: "addWidget" },
});

export const CardAction = defineBuilder("CardAction", {
  methods: { setText: setText("actionLabel"), ...clickMethods },
  requires: { actionLabel: "setText", onClick: "a click handler (setOnClickAction, setOpenLink …)" },
});

export const FixedFooter = defineBuilder("FixedFooter", {
  methods: {
    setPrimaryButton: setPart("primaryButton", TextButton),
    setSecondaryButton: setPart("secondaryButton", TextButton),
  },
  requires: { primaryButton: "setPrimaryButton" },
});

interface Built {
  readonly json: Json;
}

export const Card = defineType<Built>("CardService.Card", { printJson: printJson() });

export const CardBuilder = defineBuilder("CardBuilder", {
  methods: {
    setName: setText("name"),
    setHeader: setPart("header", CardHeader),
    addSection: addPart("sections", CardSection, mostSections),
    addCardAction: addPart("cardActions", CardAction),
    setFixedFooter: setPart("fixedFooter", FixedFooter),
    setDisplayStyle: setEnum("displayStyle", DisplayStyle),
    setPeekCardHeader: setPart("peekCardHeader", CardHeader),
    build: on([], (draft: Draft) => Card.create({ json: finished(draft) })),
  },
});

export function printCard(card: object): Json {
  const built = Card.stateOf(card);
  if (built === undefined) throw exception("Not a card.");
  return built.json;
}

/** For debugging, as Google says of its own; nothing may depend on the text. */
export function printJson(): Method<Built> {
  return on([], ({ json }: Built) => JSON.stringify(json, null, 2));
}

function finished({ json }: Draft): Json {
  const sections = listIn(json, "sections");
  if (sections.length === 0 && json["header"] === undefined) {
    throw exception("Invalid Card: setHeader or addSection is required.");
  }
  const widgets = sections.reduce(
    (sum: number, section) => sum + listIn(section as Json, "widgets").length,
    0,
  );
  if (widgets > mostWidgetsInCard) {
    throw exception(`Invalid Card: ${widgets} widgets, Google shows at most ${mostWidgetsInCard} of a card.`);
  }
  return { ...json };
}

function printWidget(given: object): Json {
  for (const [builder, wrap] of widgetKinds) {
    if (builder.type.instance.accepts(given)) return wrap(builder.print(given));
  }
  throw exception("Not a widget.");
}
