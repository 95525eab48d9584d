/** How a rep's Google account stands, in the words of the contract. */
import type { Connection, ReconnectReason } from "../../../contract/me.ts";
import type { StoredConnection } from "../crm/ports.ts";
import { words } from "../crm/words.ts";
import type { Words } from "../crm/words.ts";
import { coveredFeatures } from "./scopes.ts";

export function describeConnection({ status, scopes, email, reason }: StoredConnection): Connection {
  return {
    status,
    scopes: [...scopes],
    email,
    features: [...coveredFeatures(scopes)],
    reason,
    message: status === "reconnect" ? explainReconnect(reason ?? "revoked").en : null,
  };
}

/** For the rep: what happened and what helps. */
export function explainReconnect(reason: ReconnectReason): Words {
  return EXPLAINED[reason];
}

const EXPLAINED: Readonly<Record<ReconnectReason, Words>> = {
  revoked: words(
    "Google no longer accepts the permission Rapport was given. It was withdrawn, it expired, or the password changed. Connect again to go on; nothing is lost.",
    "Google nimmt die Erlaubnis für Rapport nicht mehr an. Sie wurde zurückgezogen, sie lief ab, oder das Passwort ist neu. Verbinden Sie neu; nichts geht verloren.",
  ),
  scope_missing: words(
    "Rapport was not given all the permissions it needs. Connect again and leave every box ticked.",
    "Rapport hat nicht alle nötigen Rechte. Verbinden Sie neu und lassen Sie alle Kästchen angekreuzt.",
  ),
  admin_policy: words(
    "Your organisation’s Google administrator does not allow Rapport. Ask the administrator to trust the app, then connect again.",
    "Ihre Google-Administration lässt Rapport nicht zu. Bitten Sie um Freigabe, dann verbinden Sie neu.",
  ),
  no_mailbox: words(
    "This Google account has no Gmail mailbox, or Gmail is switched off for it. Ask your administrator to switch Gmail on, then connect again.",
    "Ihr Konto hat kein Gmail-Postfach. Bitten Sie die Administration, es einzuschalten, dann verbinden Sie neu.",
  ),
  other_account: words(
    "The mailbox that answered belongs to another Google account than yours. Connect again with the account you sign in with.",
    "Es antwortete das Postfach eines anderen Kontos. Verbinden Sie neu, mit dem Konto, mit dem Sie sich anmelden.",
  ),
  keys_lost: words(
    "This server can no longer read the permission it kept, because its keys changed. Connect again to go on; nothing is lost.",
    "Rapports Server hat den Schlüssel zu Ihrer Erlaubnis verloren. Verbinden Sie neu; nichts geht verloren.",
  ),
};

export const RECONNECT_REASONS = Object.keys(EXPLAINED) as readonly ReconnectReason[];
