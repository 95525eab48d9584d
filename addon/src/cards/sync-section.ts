/** How the mailbox sync stands, in one line; where all is well it is a quiet one. */
import type { Home } from "../../../contract/home.ts";
import type { SyncStatus } from "../../../contract/sync.ts";
import type { Language } from "../request.ts";
import { list } from "../text.ts";
import { settingsPage } from "../web-pages.ts";
import type { SectionSpec } from "./card-spec.ts";
import { buttons, connectButton, line, paragraph, quiet, row, section } from "./widgets.ts";

/** Above all else on the home card: what is under way, or in the way. */
export function syncSection({ connection, sync }: Home, language: Language): readonly SectionSpec[] {
  const text = connection.status === "connected" && sync !== null && newsOf(sync, language);
  return section([
    text &&
      row(text, {
        top: language.texts.syncLabel,
        icon: "EMAIL",
        wrap: true,
        onClick: settingsPage(),
      }),
  ]);
}

/** Below all else: whose mailbox it is and how fresh, or the invitation to connect it. */
export function accountSection({ connection, sync }: Home, language: Language): readonly SectionSpec[] {
  const { texts, formats } = language;
  const { status, email, features } = connection;
  if (status === "reconnect") return [];
  if (status === "none" || !features.includes("mail")) {
    return section([paragraph(texts.notConnected), buttons(connectButton(texts, true))]);
  }
  const fresh = sync !== null && newsOf(sync, language) === undefined ? sync.lastSyncedAt : null;
  const words = list(
    [email !== null && texts.connectedAs(email), fresh !== null && texts.upToDate(formats.relative(fresh))],
    " · ",
  );
  return section([words && paragraph(quiet(line(words)))]);
}

/** Undefined: up to date, or about to be. */
function newsOf(sync: SyncStatus, { texts, formats }: Language): string | undefined {
  const { enabled, phase, seen, waiting, estimate, lastSyncedAt, nextRunAt } = sync;
  if (!enabled) return texts.paused;
  const next = nextRunAt === null ? "" : formats.relative(nextRunAt);
  switch (phase) {
    case "first":
      return estimate === null
        ? texts.firstSyncBegins
        : texts.firstSync(formats.number(seen - waiting), formats.number(Math.max(estimate, seen)));
    case "throttled":
      return texts.syncThrottled(next);
    case "failed":
      return texts.syncFailed(next);
    case "idle":
    case "incremental":
      return lastSyncedAt === null ? texts.firstSyncBegins : undefined;
    case "reconnect":
      return undefined;
  }
}
