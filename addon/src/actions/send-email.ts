/** Sends the mail of the compose form, once, however often the button is clicked. */
import type { ActionAnswer } from "../answer.ts";
import { done, update } from "../answer.ts";
import type { Email } from "../../../contract/emails.ts";
import type { ComposeParameters, MailDraft } from "../cards/compose-form.ts";
import { composeForm } from "../cards/compose-form.ts";
import { attempt, Failure } from "../failure.ts";
import type { FailureKind } from "../failure.ts";
import type { Language, Request } from "../request.ts";
import { composeParameters, contextRequest, emailOf, typedDraft } from "./mail-draft.ts";
import { stepsBack } from "./steps-back.ts";

export function sendEmail(request: Request): ActionAnswer {
  const draft = typedDraft(request);
  const parameters = composeParameters(request);
  const email = attempt(() => send(request, draft, parameters), ...MENDED_IN_FORM);
  if (email instanceof Failure) return redrawn(request, parameters, email);
  if (email.status === "FAILED")
    return redrawn(request, parameters, undefined, email.error?.message ?? request.texts.notSent);
  return done(noticeOf(email, request), { steps: stepsBack(request) });
}

/** A mail that another colleague's mailbox brought into the CRM is answered by its conversation in this one. */
function send(request: Request, draft: MailDraft, parameters: ComposeParameters): Email {
  const { crm } = request;
  const post = (answering: ComposeParameters) =>
    crm.sendEmail(emailOf(draft, answering, request), parameters.key);
  try {
    return post(parameters);
  } catch (error) {
    const { activityId, ...byThread } = parameters;
    const isElsewhere = error instanceof Failure && error.details.errors?.[0]?.path === "replyToActivityId";
    if (!isElsewhere || !activityId || !parameters.threadId) throw error;
    return post(byThread);
  }
}

/** For all else a toast does: the form below it stays as it is, and a second try with its key is the same mail. */
const MENDED_IN_FORM: readonly FailureKind[] = [
  "invalid",
  "no-contact",
  "conflict",
  "rate-limited",
  "reconnect",
];

/** What was refused for good gets a new key: sent again it is another mail. */
function redrawn(
  request: Request,
  parameters: ComposeParameters,
  failure: Failure | undefined,
  refusal?: string,
): ActionAnswer {
  const { crm } = request;
  const draft = typedDraft(request);
  const words = failure ? refusalText(failure, request) : refusal;
  const isOver = !failure || failure.kind === "conflict";
  const view = {
    parameters: isOver ? { ...parameters, key: request.newKey() } : parameters,
    draft,
    context: contextOr(() => crm.composeContext(contextRequest(draft, parameters)), failure),
    failure: words ? undefined : failure,
    refusal: words,
  };
  return update(composeForm(view, request));
}

/** What the general words for such a failure do not say about a mail; undefined: they say it all. */
function refusalText({ kind, details }: Failure, request: Request): string | undefined {
  const { texts, formats } = request;
  const waitMs = (details.retryAfterSeconds ?? 0) * 1_000;
  if (kind === "conflict") return texts.sentAlready;
  if (kind === "no-contact") return texts.noContactToSend;
  return kind === "rate-limited" && waitMs > HOUR_MS
    ? texts.dayIsFull(formats.dateTime(new Date(request.now.getTime() + waitMs).toISOString()))
    : undefined;
}

/** Whoever is to wait longer has sent as many mails as a day allows. */
const HOUR_MS = 3_600_000;

/** Without it there is no form: then what kept the mail from going is said over the old one. */
function contextOr<T>(read: () => T, failure: Failure | undefined): T {
  try {
    return read();
  } catch (error) {
    throw failure ?? error;
  }
}

function noticeOf({ status, sendAt, error }: Email, { texts, formats }: Language): string {
  if (status === "SENT") return texts.sent;
  if (status === "UNKNOWN") return error?.message ?? texts.unknownIfSent;
  return sendAt === null ? texts.mailDelivery.sending : texts.goesAt(formats.dateTime(sendAt));
}
