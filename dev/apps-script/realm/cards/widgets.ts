/** Widgets that show something: text, pictures, buttons, grids. */
import { boolean, check, integer, number, string } from "../checks.ts";
import type { Check } from "../checks.ts";
import type { EnumValue, Method } from "../define.ts";
import { chain } from "../define.ts";
import type { Draft, Json } from "./builder.ts";
import { addPart, append, defineBuilder, set, setEnum, setPart, setText } from "./builder.ts";
import { clickMethods, imageUrl } from "./click.ts";
import {
  BorderType,
  GridItemLayout,
  HorizontalAlignment,
  Icon,
  ImageCropType,
  TextButtonStyle,
} from "./enums.ts";
import { Switch } from "./inputs.ts";

const color = check((value): value is string => typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value));

export const TextParagraph = defineBuilder("TextParagraph", {
  methods: { setText: setText("text") },
  requires: { text: "setText" },
});

export const Divider = defineBuilder("Divider", { methods: {} });

export const Image = defineBuilder("Image", {
  methods: { setImageUrl: set("imageUrl", imageUrl), setAltText: setText("altText"), ...clickMethods },
  requires: { imageUrl: "setImageUrl" },
});

export const MaterialIcon = defineBuilder("MaterialIcon", {
  methods: {
    setName: setText("name"),
    setFill: set("fill", boolean),
    setGrade: set("grade", integer),
    setWeight: set("weight", integer),
  },
  requires: { name: "setName" },
});

export const IconImage = defineBuilder("IconImage", {
  methods: {
    setIcon: setEnum("knownIcon", Icon),
    setIconUrl: set("iconUrl", imageUrl),
    setMaterialIcon: setPart("materialIcon", MaterialIcon),
    setAltText: setText("altText"),
    setImageCropType: setEnum("imageType", ImageCropType),
  },
  problem: (json) => (hasIcon(json) ? undefined : "setIcon, setIconUrl or setMaterialIcon is required"),
});

export const TextButton = defineBuilder("TextButton", {
  methods: {
    setText: setText("text"),
    setAltText: setText("altText"),
    setBackgroundColor: set("color", color),
    setDisabled: set("disabled", boolean),
    setTextButtonStyle: setEnum("type", TextButtonStyle),
    ...clickMethods,
  },
  requires: { text: "setText", onClick: "a click handler (setOnClickAction, setOpenLink …)" },
});

export const ImageButton = defineBuilder("ImageButton", {
  methods: {
    setAltText: setText("altText"),
    setIcon: iconPart("knownIcon", Icon.value),
    setIconUrl: iconPart("iconUrl", imageUrl),
    setMaterialIcon: chain([MaterialIcon.type.instance], (draft: Draft, icon: object) => {
      mergeIcon(draft, "icon", { materialIcon: MaterialIcon.print(icon) });
    }),
    ...clickMethods,
  },
  requires: { icon: "setIcon", onClick: "a click handler (setOnClickAction, setOpenLink …)" },
});

/** What takes "a button" takes both kinds. */
export const button = check(
  (value): value is object =>
    TextButton.type.instance.accepts(value) || ImageButton.type.instance.accepts(value),
);

export function printButton(given: object): Json {
  return TextButton.type.instance.accepts(given) ? TextButton.print(given) : ImageButton.print(given);
}

export const ButtonSet = defineBuilder("ButtonSet", {
  methods: {
    addButton: chain([button], (draft: Draft, given: object) => {
      append(draft.json, "buttons", printButton(given));
    }),
  },
  requires: { buttons: "addButton" },
});

export const DecoratedText = defineBuilder("DecoratedText", {
  methods: {
    setTopLabel: setText("topLabel"),
    setText: setText("text"),
    setBottomLabel: setText("bottomLabel"),
    setWrapText: set("wrapText", boolean),
    setStartIcon: setPart("startIcon", IconImage),
    setEndIcon: control("endIcon", IconImage.type.instance, (icon) => IconImage.print(icon)),
    setIcon: chain([Icon.value], (draft: Draft, icon: EnumValue) => {
      mergeIcon(draft, "startIcon", { knownIcon: String(icon) });
    }),
    setIconUrl: chain([imageUrl], (draft: Draft, url: string) => {
      mergeIcon(draft, "startIcon", { iconUrl: url });
    }),
    setIconAltText: chain([string], (draft: Draft, altText: string) => {
      mergeIcon(draft, "startIcon", { altText });
    }),
    setButton: control("button", button, printButton),
    setSwitchControl: control("switchControl", Switch.type.instance, (given) => Switch.print(given)),
    ...clickMethods,
  },
  requires: { text: "setText" },
  problem: ({ startIcon }) =>
    startIcon === undefined || hasIcon(startIcon as Json) ? undefined : "setIconAltText needs an icon",
});

export const BorderStyle = defineBuilder("BorderStyle", {
  methods: {
    setType: setEnum("type", BorderType),
    setStrokeColor: set("strokeColor", color),
    setCornerRadius: set("cornerRadius", number),
  },
});

export const ImageCropStyle = defineBuilder("ImageCropStyle", {
  methods: { setImageCropType: setEnum("type", ImageCropType), setAspectRatio: set("aspectRatio", number) },
});

export const ImageComponent = defineBuilder("ImageComponent", {
  methods: {
    setImageUrl: set("imageUri", imageUrl),
    setAltText: setText("altText"),
    setCropStyle: setPart("cropStyle", ImageCropStyle),
    setBorderStyle: setPart("borderStyle", BorderStyle),
  },
  requires: { imageUri: "setImageUrl" },
});

export const GridItem = defineBuilder("GridItem", {
  methods: {
    setIdentifier: setText("id"),
    setTitle: setText("title"),
    setSubtitle: setText("subtitle"),
    setImage: setPart("image", ImageComponent),
    setLayout: setEnum("layout", GridItemLayout),
    setTextAlignment: setEnum("textAlignment", HorizontalAlignment),
  },
});

export const Grid = defineBuilder("Grid", {
  methods: {
    setTitle: setText("title"),
    setNumColumns: set("columnCount", integer),
    setBorderStyle: setPart("borderStyle", BorderStyle),
    addItem: addPart("items", GridItem),
    ...clickMethods,
  },
  requires: { items: "addItem" },
});

function hasIcon({ knownIcon, iconUrl, materialIcon }: Json): boolean {
  return knownIcon !== undefined || iconUrl !== undefined || materialIcon !== undefined;
}

function iconPart(field: string, value: Check<EnumValue | string>): Method<Draft> {
  return chain([value], (draft: Draft, given: EnumValue | string) => {
    mergeIcon(draft, "icon", { [field]: String(given) });
  });
}

function mergeIcon(draft: Draft, field: string, part: Json): void {
  draft.json[field] = { ...(draft.json[field] as Json | undefined), ...part };
}

/** A decorated text ends in a button, a switch or an icon: the last one set stays, as the three share one place. */
function control(
  field: "button" | "switchControl" | "endIcon",
  type: Check<object>,
  print: (given: object) => Json,
): Method<Draft> {
  return chain([type], (draft: Draft, given: object) => {
    for (const other of ["button", "switchControl", "endIcon"]) Reflect.deleteProperty(draft.json, other);
    draft.json[field] = print(given);
  });
}
