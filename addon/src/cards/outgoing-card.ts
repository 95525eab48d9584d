/** Mails that have not gone: those that go later, and those that could not. */
import type { Home } from "../../../contract/home.ts";
import type { Language } from "../request.ts";
import { list, markup, oneLine } from "../text.ts";
import type { CardSpec, SectionSpec, WidgetSpec } from "./card-spec.ts";
import { alarming, button, buttons, card, click, paragraph, row, section, warning } from "./widgets.ts";
import type { Parts } from "./widgets.ts";

export type Outgoing = Home["outgoing"];

const MAX_ROWS = 15;

/** One line that leads to the card; nothing where nothing is on its way. */
export function outgoingSection(outgoing: Outgoing, { texts }: Language): readonly SectionSpec[] {
  const failed = outgoing.filter(({ status }) => status === "FAILED").length;
  const waiting = outgoing.length - failed;
  const parts = [
    ...(failed === 0 ? [] : [alarming(texts.mailsFailed(failed))]),
    ...(waiting === 0 ? [] : [markup`${texts.mailsWaiting(waiting)}`]),
  ];
  return section(
    parts.map((text, index) =>
      row(text, {
        top: index === 0 ? texts.outgoingTitle : undefined,
        icon: "EMAIL",
        onClick: click("onOpenOutgoing"),
      }),
    ),
  );
}

export function outgoingCard(outgoing: Outgoing, language: Language): CardSpec {
  const { texts } = language;
  return card(texts.outgoingTitle, [
    outgoing.length === 0 && section([paragraph(texts.nothingOutgoing)]),
    outgoing.slice(0, MAX_ROWS).map((mail) => section(mailWidgets(mail, language))),
  ]);
}

function mailWidgets(mail: Outgoing[number], language: Language): Parts<WidgetSpec> {
  const { subject, to, error, status } = mail;
  const { texts } = language;
  return [
    row(subject.trim() || texts.noSubject, {
      top: statusText(mail, language),
      bottom: list(to, ", "),
      icon: "EMAIL",
    }),
    error !== null && status !== "QUEUED" && warning(oneLine(error, 400)),
    actions(mail, language),
  ];
}

function statusText({ status, sendAt }: Outgoing[number], { texts, formats }: Language): string {
  switch (status) {
    case "QUEUED":
      return sendAt === null ? texts.mailDelivery.sending : texts.goesAt(formats.dateTime(sendAt));
    case "SENDING":
      return texts.mailDelivery.sending;
    case "UNKNOWN":
      return texts.mailDelivery.unknown;
    case "FAILED":
      return texts.notSent;
    case "SENT":
      return texts.sent;
    case "CANCELLED":
      return texts.cancelledMail;
  }
}

function actions({ id: emailId, status, sendAt }: Outgoing[number], { texts }: Language): Parts<WidgetSpec> {
  const isFailed = status === "FAILED";
  const isPlanned = status === "QUEUED" && sendAt !== null;
  return buttons(
    isFailed && button(texts.openAgain, click("onRetryEmail", { emailId })),
    (isFailed || isPlanned) &&
      button(isFailed ? texts.discardMail : texts.cancelMail, click("onCancelEmail", { emailId })),
  );
}
