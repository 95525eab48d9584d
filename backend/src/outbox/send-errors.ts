/** Why a mail was not sent, or why nobody knows whether it was. Kept in English, told in the rep's language. */
import { words } from "../crm/words.ts";
import type { Language, Words } from "../crm/words.ts";
import { explainReconnect, RECONNECT_REASONS } from "../sync/connection.ts";
import type { ReconnectReason } from "../sync/google-failure.ts";
import type { SendError } from "./ports.ts";

const said = {
  notConnected: words(
    "It was not sent, because Rapport may not send mails for you any more. Connect on the Integrations page.",
    "Sie wurde nicht gesendet, weil Rapport nicht mehr für Sie senden darf. Verbinden Sie Ihr Konto auf Rapports Seiten.",
  ),
  notYours: words(
    "It was not sent, because Gmail does not let you send as that address any more.",
    "Sie wurde nicht gesendet, weil Gmail Sie nicht mehr mit dieser Adresse senden lässt.",
  ),
  ourFault: words(
    "It was not sent, because Rapport could not put it together. This is our fault, not yours.",
    "Sie wurde nicht gesendet, weil Rapport sie nicht zusammensetzen konnte. Das liegt an uns, nicht an Ihnen.",
  ),
  looking: words(
    "Gmail did not say whether it was sent. Rapport looks for it in your mailbox before anything is sent again.",
    "Gmail hat nicht gesagt, ob sie ging. Rapport sucht sie in Ihrem Postfach, bevor noch etwas gesendet wird.",
  ),
  lost: words(
    "Gmail never confirmed it. Look into your Sent mail before you send it again.",
    "Gmail hat sie nie bestätigt. Sehen Sie in Ihren gesendeten Mails nach, bevor Sie sie noch einmal senden.",
  ),
  blind: words(
    "Gmail did not say whether it was sent, and Rapport cannot look for it. Look into your Sent mail before you send it again.",
    "Gmail hat nicht gesagt, ob sie ging, und Rapport kann nicht danach suchen. Sehen Sie in Ihren gesendeten Mails nach, bevor Sie sie noch einmal senden.",
  ),
  limited: words(
    "Gmail takes no more mails from you for the moment. It goes as soon as Gmail allows.",
    "Gmail nimmt im Moment keine Mails mehr von Ihnen an. Sie geht, sobald Gmail es erlaubt.",
  ),
  retrying: words(
    "Gmail could not be reached. It goes as soon as Gmail answers.",
    "Gmail war nicht zu erreichen. Sie geht, sobald Gmail antwortet.",
  ),
  unreachable: words(
    "It was not sent, because Gmail could not be reached for a day.",
    "Sie wurde nicht gesendet, weil Gmail einen Tag lang nicht zu erreichen war.",
  ),
  threadGone: words(
    "It was not sent, because the conversation it belongs to is not in your mailbox any more. Send it as a new mail.",
    "Sie wurde nicht gesendet, weil ihre Konversation nicht mehr in Ihrem Postfach ist. Senden Sie sie als neue Mail.",
  ),
  tooLarge: words(
    "It was not sent, because it is larger than Gmail takes.",
    "Sie wurde nicht gesendet, weil sie größer ist, als Gmail annimmt.",
  ),
  refused: words(
    "It was not sent, because Gmail refused it.",
    "Sie wurde nicht gesendet, weil Gmail sie abgelehnt hat.",
  ),
} as const satisfies Record<string, Words>;

export const NOT_CONNECTED = error("google_reconnect_required", said.notConnected);
export const NOT_YOURS = error("from_not_allowed", said.notYours);
export const OUR_FAULT = error("internal", said.ourFault);
/** Nobody knows yet, and Rapport finds out. */
export const LOOKING = error("unconfirmed", said.looking);
/** Nobody knows, for long enough that nothing is sent any more. */
export const LOST = error("unconfirmed", said.lost);
/** Nobody knows, and Rapport may not look. */
export const BLIND = error("unconfirmed", said.blind);
export const LIMITED = error("rate_limited", said.limited);
export const RETRYING = error("google_unavailable", said.retrying);
export const UNREACHABLE = error("google_unavailable", said.unreachable);
/** Sent into it again it would fail again. */
export const THREAD_GONE = error("thread_gone", said.threadGone);

export function reconnectError(reason: ReconnectReason): SendError {
  return error("google_reconnect_required", notSentUntil(reason));
}

export function refusedError({
  status,
  detail,
}: {
  readonly status: number;
  readonly detail: string;
}): SendError {
  if (status === 413) return error("too_large", said.tooLarge);
  const reason = detail === "" ? "" : ` ${GMAIL_SAYS.en} ${detail.slice(0, 200).toWellFormed()}`;
  return { code: "google_refused", message: said.refused.en + reason };
}

/** @param message as it is kept. What Gmail said itself stays in Gmail's words. */
export function sendErrorIn(message: string, language: Language): string {
  const start = `${said.refused.en} ${GMAIL_SAYS.en} `;
  if (message.startsWith(start))
    return `${said.refused[language]} ${GMAIL_SAYS[language]} ${message.slice(start.length)}`;
  return BY_ENGLISH.get(message)?.[language] ?? message;
}

function error(code: string, { en }: Words): SendError {
  return { code, message: en };
}

function notSentUntil(reason: ReconnectReason): Words {
  const { en, de } = explainReconnect(reason);
  return words(`It was not sent. ${en}`, `Sie wurde nicht gesendet. ${de}`);
}

const GMAIL_SAYS = words("Gmail says:", "Gmail sagt:");

const BY_ENGLISH: ReadonlyMap<string, Words> = new Map(
  [...Object.values(said), ...RECONNECT_REASONS.map(notSentUntil)].map((sentence) => [sentence.en, sentence]),
);
