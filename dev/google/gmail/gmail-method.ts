/** Makes methods of the Gmail API: each under /gmail/v1/users/{userId}, with its scopes, for one's own mailbox only. */
import type { AccessGrant } from "../access.ts";
import { GoogleError } from "../google-error.ts";
import type { ApiCall, ApiMethod } from "../http/method-table.ts";
import { requireGmailScope, unitsOf } from "./gmail-scopes.ts";
import type { GmailMethod } from "./gmail-scopes.ts";
import type { Mailbox } from "./mailbox.ts";

export interface GmailCall extends ApiCall {
  readonly mailbox: Mailbox;
}

export function gmailMethod(
  name: GmailMethod,
  verb: ApiMethod["verb"],
  path: string,
  answer: (call: GmailCall) => object | undefined,
): ApiMethod {
  return {
    name: `gmail.${name}`,
    verb,
    path: `/gmail/v1/users/:userId${path}`,
    units: unitsOf(name),
    authorize: (grant) => {
      requireGmailScope(grant, name);
    },
    answer: (call) => {
      requireSelf(call.grant, call.path("userId"));
      return answer({ ...call, mailbox: call.grant.account.mailbox });
    },
  };
}

/** The method where Google takes JSON, and where it takes the mail itself. */
export function withUpload(method: ApiMethod): readonly ApiMethod[] {
  return [method, { ...method, path: `/upload${method.path}` }];
}

function requireSelf(grant: AccessGrant, userId: string): void {
  if (userId === "me" || userId.toLowerCase() === grant.account.email.toLowerCase()) return;
  throw new GoogleError(403, "forbidden", `Delegation denied for ${grant.account.email}`, {
    status: "PERMISSION_DENIED",
  });
}
