/** Who a mail goes to, as the CRM knows them: said before it is sent. */
import type { ComposeContext, Recipient } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { markup, oneLine } from "../text.ts";
import type { Row, WidgetSpec } from "./card-spec.ts";
import { firstOf, line, row, warning } from "./widgets.ts";
import type { Parts } from "./widgets.ts";
import { ownerOf, standingOf } from "./contact-sections.ts";

/** Beyond these it is a mailing list. */
const MAX_RECIPIENTS = 8;

export type Recipients = Pick<ComposeContext, "recipients" | "recipientsNotShown" | "invalid">;

export function recipientRows(
  { recipients, recipientsNotShown, invalid }: Recipients,
  language: Language,
): Parts<WidgetSpec> {
  const { texts } = language;
  const draw = (recipient: Recipient) => recipientRow(recipient, language);
  return [
    firstOf(recipients, MAX_RECIPIENTS, draw, texts.morePeople, recipientsNotShown),
    invalid.slice(0, 3).map((text) => warning(texts.noAddress(oneLine(text, 80)))),
  ];
}

function recipientRow(recipient: Recipient, language: Language): Row {
  const { texts, formats } = language;
  const { email, name, kind, contact, colleagueWrote } = recipient;
  const known = contact?.name.trim() ?? "";
  const shown = known || (name ?? email);
  const lately =
    colleagueWrote &&
    markup`<br><font color="#b06000">${texts.wroteToThem(oneLine(colleagueWrote.name, 60), formats.relative(colleagueWrote.at))}</font>`;
  return row(markup`${line(shown)}${lately ?? ""}`, {
    top: contact ? standingOf(contact, language) : texts.kind[kind],
    bottom: contact ? ownerOf(contact, language) : shown !== email ? email : undefined,
    icon: "PERSON",
    wrap: true,
  });
}
