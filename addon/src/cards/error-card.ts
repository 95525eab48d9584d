/** What went wrong, in words: what happened and what to do. */
import type { Failure, FailureKind } from "../failure.ts";
import type { Language } from "../request.ts";
import { oneLine } from "../text.ts";
import type { Texts } from "../texts/en.ts";
import { homePage } from "../web-pages.ts";
import type { ButtonSpec, CardSpec } from "./card-spec.ts";
import {
  button,
  buttons,
  card,
  click,
  connectButton,
  paragraph,
  primaryButton,
  quiet,
  section,
} from "./widgets.ts";
import type { Parts } from "./widgets.ts";

export function errorCard(failure: Failure, language: Language): CardSpec {
  const { texts } = language;
  const { signIn, requestId } = failure.details;
  return card(titleOf(failure, language), [
    section([
      paragraph(failureText(failure, language)),
      signIn && paragraph(quiet(oneLine(signIn, 400))),
      requestId && paragraph(quiet(texts.reference(oneLine(requestId, 100)))),
      buttons(wayOut(failure, language)),
    ]),
  ]);
}

/** One or two sentences, also used as a toast. */
export function failureText({ kind, details }: Failure, { texts }: Language): string {
  const { errors = [], retryAfterSeconds } = details;
  if (kind === "invalid") {
    if (errors.length === 0) return texts.failures.unexpected;
    const problems = errors
      .slice(0, 3)
      .map(({ path, message }) =>
        texts.invalidField(oneLine(fieldLabel(path, texts), 60), oneLine(message, 200)),
      );
    return texts.invalid(problems.join("; "));
  }
  if (kind === "rate-limited" && retryAfterSeconds !== undefined) return texts.waitSeconds(retryAfterSeconds);
  return texts.failures[kind];
}

/** These keep the user from everything, so they take the whole card; others are a toast over what is being done. */
export function takesWholeCard({ kind }: Failure): boolean {
  return kind !== "forbidden" && NO_ACCESS.includes(kind);
}

const NO_ACCESS: readonly FailureKind[] = [
  "no-identity",
  "unauthenticated",
  "not-invited",
  "forbidden",
  "reconnect",
];
const NOT_REACHABLE: readonly FailureKind[] = ["backend-away", "google-away"];

function titleOf({ kind }: Failure, { texts }: Language): string {
  if (NO_ACCESS.includes(kind)) return texts.failureTitle.access;
  if (kind === "rate-limited") return texts.failureTitle.busy;
  return NOT_REACHABLE.includes(kind) ? texts.failureTitle.away : texts.failureTitle.other;
}

/** The backend names fields as the contract does: `emails.0`. */
export function topLevel(path: string): string {
  return path.replace(/\..*/s, "");
}

function fieldLabel(path: string, texts: Texts): string {
  const labels = {
    name: texts.nameLabel,
    emails: texts.emailsLabel,
    company: texts.companyLabel,
    title: texts.titleLabel,
    phone: texts.phoneLabel,
    notes: texts.notesLabel,
    note: texts.noteLabel,
  };
  return new Map(Object.entries(labels)).get(topLevel(path)) ?? path;
}

/** First what helps. */
function wayOut({ kind }: Failure, { texts }: Language): Parts<ButtonSpec> {
  const again = click("onRefresh");
  if (kind === "reconnect") return [connectButton(texts, true), button(texts.tryAgain, again)];
  return [
    primaryButton(texts.tryAgain, again),
    (kind === "not-invited" || kind === "unauthenticated") && button(texts.openRapport, homePage()),
  ];
}
