/** CardService: a factory for every builder, and the enums. What is not here, an add-on for Gmail and Calendar cannot use. */
import { defineGlobal, defineService, on } from "../define.ts";
import type { Method } from "../define.ts";
import { newAuthorizationException } from "./authorization-exception.ts";
import type { Builder } from "./builder.ts";
import * as card from "./card.ts";
import * as click from "./click.ts";
import * as enums from "./enums.ts";
import * as inputs from "./inputs.ts";
import * as responses from "./responses.ts";
import * as widgets from "./widgets.ts";

const builders: readonly Builder[] = [
  click.Action,
  click.AuthorizationAction,
  click.OpenLink,
  card.CardAction,
  card.CardBuilder,
  card.CardHeader,
  card.CardSection,
  card.FixedFooter,
  widgets.BorderStyle,
  widgets.ButtonSet,
  widgets.DecoratedText,
  widgets.Divider,
  widgets.Grid,
  widgets.GridItem,
  widgets.IconImage,
  widgets.Image,
  widgets.ImageButton,
  widgets.ImageComponent,
  widgets.ImageCropStyle,
  widgets.MaterialIcon,
  widgets.TextButton,
  widgets.TextParagraph,
  inputs.DatePicker,
  inputs.DateTimePicker,
  inputs.SelectionInput,
  inputs.Suggestions,
  inputs.Switch,
  inputs.TextInput,
  inputs.TimePicker,
  inputs.Validation,
  responses.ActionResponseBuilder,
  responses.Attachment,
  responses.CalendarEventActionResponseBuilder,
  responses.ComposeActionResponseBuilder,
  responses.Navigation,
  responses.Notification,
  responses.SuggestionsResponseBuilder,
  responses.UniversalActionResponseBuilder,
  responses.UpdateDraftActionResponseBuilder,
  responses.UpdateDraftBccRecipientsAction,
  responses.UpdateDraftBodyAction,
  responses.UpdateDraftCcRecipientsAction,
  responses.UpdateDraftSubjectAction,
  responses.UpdateDraftToRecipientsAction,
];

export function installCardService(): void {
  const factories: Record<string, Method<object>> = {
    newAuthorizationException: on([], newAuthorizationException),
  };
  for (const { name, create } of builders) factories[`new${name}`] = on([], create);
  const members = Object.fromEntries(Object.entries(enums).map(([name, { values }]) => [name, values]));
  defineGlobal("CardService", defineService("CardService", factories, members), "CardService");
}
