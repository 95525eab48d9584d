/** Writing a mail in the sidebar: to whom, with whose words, now or later. */
import type { ComposeContext } from "../../../contract/context.ts";
import type { RenderedTemplate } from "../../../contract/templates.ts";
import type { Failure } from "../failure.ts";
import type { Language } from "../request.ts";
import type { CardSpec, SectionSpec, WidgetSpec } from "./card-spec.ts";
import type { FieldWarnings } from "./field-warnings.ts";
import { fieldWarnings } from "./field-warnings.ts";
import { recipientRows } from "./recipient-rows.ts";
import {
  addressInput,
  button,
  buttons,
  cancelButton,
  card,
  click,
  connectButton,
  dateInput,
  dropdown,
  foldedSection,
  paragraph,
  primaryButton,
  quiet,
  section,
  textInput,
  warning,
} from "./widgets.ts";
import type { Parts } from "./widgets.ts";

/** What is typed, as it is typed. */
export interface MailDraft {
  /** Addresses, separated by commas. */
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** `2026-11-30`, or empty. */
  readonly sendDate: string;
  /** `09:30`, or empty. */
  readonly sendTime: string;
}

export interface ComposeView {
  /** What the mail is about and where it came from: carried by the buttons. */
  readonly parameters: ComposeParameters;
  readonly draft: MailDraft;
  readonly context: ComposeContext;
  /** Variables of the template that nothing is known for. */
  readonly missing?: RenderedTemplate["missing"] | undefined;
  readonly failure?: Failure | undefined;
  /** Why it was not sent, in Google's or the backend's words. */
  readonly refusal?: string | undefined;
}

export interface ComposeParameters {
  /** The mail's own name: with the same one it is sent once. */
  readonly key: string;
  readonly contactId?: string | undefined;
  readonly activityId?: string | undefined;
  readonly threadId?: string | undefined;
  readonly templateId?: string | undefined;
  readonly from?: string | undefined;
}

export function composeForm(view: ComposeView, language: Language): CardSpec {
  const { parameters, context, failure, refusal } = view;
  const { texts } = language;
  const isReply = (parameters.activityId ?? parameters.threadId) !== undefined;
  const title = isReply ? texts.reply : texts.newMail;
  // Whoever has typed something keeps the form.
  if (!failure && !context.connection.features.includes("send"))
    return card(title, [connectSection(language)]);
  const warnings = fieldWarnings(
    failure,
    ["to", "cc", "bcc", "from", "subject", "text", "sendAt", "templateId"],
    language,
  );
  return card(title, [
    section([
      warnings.rest,
      refusal && warning(refusal),
      failure?.kind === "reconnect" && buttons(connectButton(texts)),
    ]),
    !mayRead(context) &&
      section([
        // What such a mail lacks, said before it is written.
        paragraph(quiet(texts.sendOnly(isReply))),
        buttons(connectButton(texts)),
      ]),
    recipientSection(view, warnings, language),
    section(templateWidgets(view, warnings, language)),
    section([fromWidgets(view, warnings, language), textWidgets(view, warnings, language)]),
    laterSection(view, warnings, language),
    section([
      buttons(primaryButton(texts.send, click("onSendEmail", { ...parameters })), cancelButton(texts)),
    ]),
  ]);
}

function connectSection({ texts }: Language): readonly SectionSpec[] {
  return section([paragraph(texts.sendNotAllowed), buttons(connectButton(texts, true))]);
}

/** Whoever connected again for other reasons is not told of it. */
function mayRead({ connection: { features } }: ComposeContext): boolean {
  return features.includes("mail") || !features.includes("send");
}

/** Copies are seldom wanted: a tap away, unless there are some. */
function recipientSection(
  { draft, context }: ComposeView,
  warnings: FieldWarnings,
  language: Language,
): readonly SectionSpec[] {
  const { texts } = language;
  const { role } = texts;
  // What is no address is said once, and there with its words.
  const problems = (field: "to" | "cc" | "bcc") =>
    context.invalid.length > 0 ? [] : warnings.of(field, role[field]);
  const [ccProblems, bccProblems] = [problems("cc"), problems("bcc")];
  const shown = [
    recipientRows(context, language),
    problems("to"),
    addressInput("to", role.to, draft.to, texts.addressesHint),
  ];
  const copies = [
    ccProblems,
    addressInput("cc", role.cc, draft.cc),
    bccProblems,
    addressInput("bcc", role.bcc, draft.bcc),
  ];
  const isFolded = ccProblems.length + bccProblems.length === 0 && draft.cc === "" && draft.bcc === "";
  return isFolded ? foldedSection(shown, copies) : section([shown, copies]);
}

function templateWidgets(
  { parameters, context, missing = [] }: ComposeView,
  warnings: FieldWarnings,
  { texts }: Language,
): Parts<WidgetSpec> {
  if (context.templates.length === 0) return [];
  return [
    warnings.of("templateId", texts.templateLabel),
    dropdown(
      "template",
      texts.templateLabel,
      context.templates.map(({ id, name }) => [id, name]),
      parameters.templateId ?? context.templates[0]?.id,
    ),
    buttons(button(texts.insert, { ...click("onInsertTemplate", { ...parameters }), refills: true })),
    missingWarning(missing, texts),
  ];
}

/** Which variables stand in the text as they were written, and what to do about it. */
export function missingWarning(
  missing: RenderedTemplate["missing"],
  texts: Language["texts"],
): Parts<WidgetSpec> {
  const names = missing.map((name) => `{{${name}}}`).join(", ");
  return [names && warning(texts.missingValues(names))];
}

function fromWidgets(
  { draft, context }: ComposeView,
  warnings: FieldWarnings,
  { texts }: Language,
): Parts<WidgetSpec> {
  if (context.from.length < 2) return [];
  const chosen = context.from.includes(draft.from) ? draft.from : context.from[0];
  return [
    warnings.of("from", texts.role.from),
    dropdown(
      "from",
      texts.role.from,
      context.from.map((address) => [address, address]),
      chosen,
    ),
  ];
}

function textWidgets(
  { draft, context }: ComposeView,
  warnings: FieldWarnings,
  { texts }: Language,
): Parts<WidgetSpec> {
  return [
    warnings.of("subject", texts.subjectLabel),
    textInput("subject", texts.subjectLabel, { value: draft.subject }),
    warnings.of("text", texts.textLabel),
    textInput("text", texts.textLabel, {
      value: draft.text,
      multiline: true,
      hint: mayRead(context) ? texts.signatureHint : undefined,
    }),
  ];
}

function laterSection(
  { draft: { sendDate, sendTime } }: ComposeView,
  warnings: FieldWarnings,
  { texts }: Language,
): readonly SectionSpec[] {
  const problems = warnings.of("sendAt", texts.timeLabel);
  const isFolded = problems.length === 0 && sendDate === "" && sendTime === "";
  return section(
    [
      problems,
      dateInput("date", "sendDate", texts.dayLabel, sendDate),
      dateInput("time", "sendTime", texts.timeLabel, sendTime),
      paragraph(quiet(texts.sendLaterHint)),
    ],
    texts.sendLater,
    isFolded ? 0 : undefined,
  );
}
