/** What a click does: an action, a link, a draft to compose or a consent page; one of them, never two. */
import { call } from "../bridge.ts";
import { boolean, check, string, stringMap } from "../checks.ts";
import type { EnumValue, Method } from "../define.ts";
import { chain } from "../define.ts";
import { exception } from "../exception.ts";
import type { Builder, Draft, Json } from "./builder.ts";
import { append, defineBuilder, set, setEnum, setText } from "./builder.ts";
import { ComposedEmailType, LoadIndicator, OnClose, OpenAs } from "./enums.ts";

export const Action = defineBuilder("Action", {
  methods: {
    setFunctionName: setText("function"),
    // Google takes strings only; a number or an object in here fails when the card is built.
    setParameters: chain([stringMap], (draft: Draft, given: Record<string, string>) => {
      draft.json["parameters"] = Object.entries(given).map(([key, value]) => ({ key, value }));
    }),
    setLoadIndicator: setEnum("loadIndicator", LoadIndicator),
    setPersistValues: set("persistValues", boolean),
    addRequiredWidget: chain([string], (draft: Draft, name: string) => {
      append(draft.json, "requiredWidgets", name);
    }),
    setAllWidgetsAreRequired: set("allWidgetsAreRequired", boolean),
  },
  requires: { function: "setFunctionName" },
});

export const OpenLink = defineBuilder("OpenLink", {
  methods: {
    setUrl: chain([string], (draft: Draft, url: string) => {
      draft.json["url"] = checkedLink(url);
    }),
    setOpenAs: setEnum("openAs", OpenAs),
    setOnClose: setEnum("onClose", OnClose),
  },
  requires: { url: "setUrl" },
});

export const AuthorizationAction = defineBuilder("AuthorizationAction", {
  methods: { setAuthorizationUrl: setText("authorizationUrl") },
  requires: { authorizationUrl: "setAuthorizationUrl" },
});

export const clickMethods: Readonly<Record<string, Method<Draft>>> = {
  setOnClickAction: click("action", Action),
  setOnClickOpenLinkAction: click("openDynamicLinkAction", Action),
  setOpenLink: click("openLink", OpenLink),
  setAuthorizationAction: click("authorizationAction", AuthorizationAction),
  setComposeAction: chain(
    [Action.type.instance, ComposedEmailType.value],
    (draft: Draft, action: object, type: EnumValue) => {
      setClick(draft, { composeAction: { action: Action.print(action), composedEmailType: String(type) } });
    },
  ),
};

/** Images travel through Google's proxy: public https addresses or data of a bitmap, no SVG. */
export const imageUrl = check((value): value is string => {
  if (typeof value !== "string") return false;
  if (/^https:\/\/[^\s/]+\//.test(value) && !/\.svg([?#]|$)/i.test(value)) return true;
  if (/^data:image\/(png|jpe?g|gif|webp|bmp);base64,/.test(value)) return true;
  throw exception(
    `Invalid image URL: ${value.slice(0, 200)}. It must be https or a base64 data URL, and no SVG.`,
  );
});

function checkedLink(url: string): string {
  const problem = call("link.problem", url);
  if (problem !== null) throw exception(`Invalid link: ${url} ${problem}.`);
  return url;
}

function click(kind: string, part: Builder): Method<Draft> {
  return chain([part.type.instance], (draft: Draft, given: object) => {
    setClick(draft, { [kind]: part.print(given) });
  });
}

function setClick(draft: Draft, onClick: Json): void {
  if (draft.json["onClick"] !== undefined) {
    throw exception("Only one of the click handlers may be set on a widget: this one has one already.");
  }
  draft.json["onClick"] = onClick;
}
