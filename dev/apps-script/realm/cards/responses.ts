/** What callbacks answer with: navigation, notifications, links, suggestions, changes to the open draft or event. */
import { arrayOf, boolean, string, strings } from "../checks.ts";
import type { EnumValue, Method, ServiceType } from "../define.ts";
import { chain, defineType, on } from "../define.ts";
import { GmailDraft } from "../gmail-draft.ts";
import { requireScope } from "../permission.ts";
import type { Builder, Draft, Json } from "./builder.ts";
import { append, defineBuilder, set, setEnum, setPart, setText } from "./builder.ts";
import { Card, printCard, printJson } from "./card.ts";
import { OpenLink } from "./click.ts";
import { ContentType, UpdateDraftBodyType } from "./enums.ts";
import { Suggestions } from "./inputs.ts";

interface Response {
  readonly json: Json;
}

const responseTypes: ServiceType<Response>[] = [];

/** The JSON of a built response; undefined when the value is something else. */
export function printResponse(value: unknown): Json | undefined {
  for (const type of responseTypes) {
    const response = type.stateOf(value);
    if (response !== undefined) return response.json;
  }
  return undefined;
}

export const Notification = defineBuilder("Notification", {
  methods: { setText: setText("text") },
  requires: { text: "setText" },
});

export const Navigation = defineBuilder("Navigation", {
  methods: {
    pushCard: chain([Card.instance], (draft: Draft, card: object) => {
      append(draft.json, "navigations", { pushCard: printCard(card) });
    }),
    updateCard: chain([Card.instance], (draft: Draft, card: object) => {
      append(draft.json, "navigations", { updateCard: printCard(card) });
    }),
    popCard: chain([], (draft: Draft) => {
      append(draft.json, "navigations", { pop: true });
    }),
    popToRoot: chain([], (draft: Draft) => {
      append(draft.json, "navigations", { popToRoot: true });
    }),
    popToNamedCard: chain([string], (draft: Draft, name: string) => {
      append(draft.json, "navigations", { popToCard: name });
    }),
    printJson: printJson(),
  },
  requires: { navigations: "a step (pushCard, updateCard, popCard …)" },
});

export const ActionResponseBuilder = responseBuilder(
  "ActionResponse",
  {
    setNavigation: chain([Navigation.type.instance], (draft: Draft, navigation: object) => {
      Object.assign(draft.json, Navigation.print(navigation));
    }),
    setNotification: setPart("notification", Notification),
    setOpenLink: setPart("link", OpenLink),
    setStateChanged: set("stateChanged", boolean),
  },
  ({ stateChanged, ...action }) => ({
    renderActions: { action },
    ...(stateChanged === undefined ? {} : { stateChanged }),
  }),
);

export const UniversalActionResponseBuilder = responseBuilder(
  "UniversalActionResponse",
  {
    displayAddOnCards: chain([arrayOf(Card.instance)], (draft: Draft, cards: object[]) => {
      draft.json["displayAddOnCards"] = cards.map(printCard);
    }),
    setOpenLink: setPart("openLink", OpenLink),
  },
  (json) => ({ universalAction: json }),
);

export const SuggestionsResponseBuilder = responseBuilder(
  "SuggestionsResponse",
  { setSuggestions: setPart("suggestions", Suggestions) },
  ({ suggestions }) => ({ autoComplete: suggestions }),
  { suggestions: "setSuggestions" },
);

export const ComposeActionResponseBuilder = responseBuilder(
  "ComposeActionResponse",
  {
    setGmailDraft: chain([GmailDraft.instance], (draft: Draft, given: object) => {
      const { id, threadId } = GmailDraft.stateOf(given) ?? {};
      draft.json["openCreatedDraftAction"] = { draftId: id, draftThreadId: threadId };
    }),
  },
  (json) => ({ renderActions: { hostAppAction: { gmailAction: json } } }),
  { openCreatedDraftAction: "setGmailDraft" },
);

export const UpdateDraftSubjectAction = defineBuilder("UpdateDraftSubjectAction", {
  methods: { addUpdateSubject: setText("subject") },
  requires: { subject: "addUpdateSubject" },
});

export const UpdateDraftToRecipientsAction = recipientsAction("To", "toRecipients");
export const UpdateDraftCcRecipientsAction = recipientsAction("Cc", "ccRecipients");
export const UpdateDraftBccRecipientsAction = recipientsAction("Bcc", "bccRecipients");

export const UpdateDraftBodyAction = defineBuilder("UpdateDraftBodyAction", {
  methods: {
    addUpdateContent: chain([string, ContentType.value], (draft: Draft, content: string, type: EnumValue) => {
      append(draft.json, "insertContents", { content, contentType: String(type) });
    }),
    setUpdateType: setEnum("type", UpdateDraftBodyType),
  },
  requires: { insertContents: "addUpdateContent", type: "setUpdateType" },
});

export const UpdateDraftActionResponseBuilder = responseBuilder(
  "UpdateDraftActionResponse",
  {
    setUpdateDraftBodyAction: setPart("updateBody", UpdateDraftBodyAction),
    setUpdateDraftSubjectAction: setPart("updateSubject", UpdateDraftSubjectAction),
    setUpdateDraftToRecipientsAction: setPart("updateToRecipients", UpdateDraftToRecipientsAction),
    setUpdateDraftCcRecipientsAction: setPart("updateCcRecipients", UpdateDraftCcRecipientsAction),
    setUpdateDraftBccRecipientsAction: setPart("updateBccRecipients", UpdateDraftBccRecipientsAction),
  },
  (updateDraftAction) => {
    requireScope("CardService.newUpdateDraftActionResponseBuilder", ["gmail.addons.current.action.compose"]);
    return { renderActions: { hostAppAction: { gmailAction: { updateDraftAction } } } };
  },
);

export const Attachment = defineBuilder("Attachment", {
  methods: {
    setTitle: setText("title"),
    setResourceUrl: setText("fileUrl"),
    setMimeType: setText("mimeType"),
    setIconUrl: setText("iconUrl"),
  },
  requires: { title: "setTitle", fileUrl: "setResourceUrl", mimeType: "setMimeType", iconUrl: "setIconUrl" },
});

export const CalendarEventActionResponseBuilder = responseBuilder(
  "CalendarEventActionResponse",
  {
    addAttendees: chain([strings], (draft: Draft, emails: string[]) => {
      for (const email of emails) append(draft.json, "addAttendeeEmails", email);
    }),
    addAttachments: chain([arrayOf(Attachment.type.instance)], (draft: Draft, attachments: object[]) => {
      for (const attachment of attachments)
        append(draft.json, "addAttachments", Attachment.print(attachment));
    }),
  },
  ({ addAttendeeEmails, addAttachments }) => {
    requireScope("CardService.newCalendarEventActionResponseBuilder", [
      "calendar.addons.current.event.write",
    ]);
    const calendarAction = {
      ...(addAttendeeEmails === undefined ? {} : { addAttendeesAction: { addAttendeeEmails } }),
      ...(addAttachments === undefined ? {} : { addAttachmentsAction: { addAttachments } }),
    };
    return { renderActions: { hostAppAction: { calendarAction } } };
  },
);

/** A builder with `build()`, and the type of what it builds, which callbacks may return. */
function responseBuilder(
  name: string,
  methods: Readonly<Record<string, Method<Draft>>>,
  toJson: (json: Json) => Json,
  requires: Readonly<Record<string, string>> = {},
): Builder {
  const response = defineType<Response>(`CardService.${name}`, { printJson: printJson() });
  responseTypes.push(response);
  const builder = defineBuilder(`${name}Builder`, {
    methods: {
      ...methods,
      build: on([], (draft: Draft) => response.create({ json: toJson(checked(draft)) })),
    },
    requires,
  });
  function checked(draft: Draft): Json {
    return builder.print(builder.type.create(draft));
  }
  return builder;
}

function recipientsAction(kind: "To" | "Cc" | "Bcc", field: string): Builder {
  return defineBuilder(`UpdateDraft${kind}RecipientsAction`, {
    methods: {
      [`addUpdate${kind}Recipients`]: chain([strings], (draft: Draft, emails: string[]) => {
        for (const email of emails) append(draft.json, field, email);
      }),
    },
    requires: { [field]: `addUpdate${kind}Recipients` },
  });
}
