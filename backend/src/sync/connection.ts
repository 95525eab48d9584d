/** How a rep's Google account stands, in the words of the contract. */
import type { Connection, ReconnectReason } from "../../../contract/me.ts";
import type { StoredConnection } from "../crm/ports.ts";
import { coveredFeatures } from "./scopes.ts";

export function describeConnection({ status, scopes, email, reason }: StoredConnection): Connection {
  return {
    status,
    scopes: [...scopes],
    email,
    features: [...coveredFeatures(scopes)],
    reason,
    message: status === "reconnect" ? explainReconnect(reason ?? "revoked") : null,
  };
}

/** For the rep: what happened and what helps. */
export function explainReconnect(reason: ReconnectReason): string {
  switch (reason) {
    case "revoked":
      return "Google no longer accepts the permission Rapport was given. It was withdrawn, it expired, or the password changed. Connect again to go on; nothing is lost.";
    case "scope_missing":
      return "Rapport was not given all the permissions it needs. Connect again and leave every box ticked.";
    case "admin_policy":
      return "Your organisation’s Google administrator does not allow Rapport. Ask the administrator to trust the app, then connect again.";
    case "no_mailbox":
      return "This Google account has no Gmail mailbox, or Gmail is switched off for it. Ask your administrator to switch Gmail on, then connect again.";
    case "other_account":
      return "The mailbox that answered belongs to another Google account than yours. Connect again with the account you sign in with.";
    case "keys_lost":
      return "This server can no longer read the permission it kept, because its keys changed. Connect again to go on; nothing is lost.";
  }
}
