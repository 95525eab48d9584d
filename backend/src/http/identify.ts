/** From a request's credentials to the user it acts for. */
import { decideAdmission } from "../crm/admission.ts";
import type { Identity, UserStore, VerifyIdentity, Viewer } from "../crm/ports.ts";
import type { Caller } from "./operation.ts";
import { Refusal } from "./problem.ts";

export interface IdentifyDependencies {
  readonly verifyIdentity: VerifyIdentity;
  readonly users: UserStore;
  readonly allowedDomains: readonly string[];
}

export type Identify = (headers: Headers) => Promise<Caller>;

/** Rejects with a Refusal: 401 without a valid token, 403 without an account, 503 without Google's keys. */
export function createIdentify({ verifyIdentity, users, allowedDomains }: IdentifyDependencies): Identify {
  return async (headers) => {
    const identity = await identityOf(headers, verifyIdentity);
    const known = await users.findViewer(identity.issuer, identity.subject);
    const viewer = known ?? (await users.admit(identity, decideAdmission(identity, allowedDomains)));
    if (viewer === undefined) {
      throw new Refusal(
        "forbidden",
        `${identity.email} has no account here. Ask an admin of your team to invite this address.`,
      );
    }
    // Only the add-on calls with ID tokens.
    return {
      viewer: isStale(viewer, identity) ? await users.refresh(viewer, identity) : viewer,
      source: "sidebar",
    };
  };
}

async function identityOf(headers: Headers, verifyIdentity: VerifyIdentity): Promise<Identity> {
  const token = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (token === undefined) throw unauthenticated("Send a Google ID token as `Authorization: Bearer …`.");
  const check = await verifyIdentity(token);
  if (check.ok) return check.identity;
  if (check.reason === "invalid") throw unauthenticated(check.detail);
  throw new Refusal(
    "google_unavailable",
    "Google's sign-in keys cannot be fetched right now. Try again in a minute.",
    {
      headers: { "retry-after": "30" },
      cause: check.cause,
    },
  );
}

/** Costs a statement, so only when Google says something new. */
function isStale(viewer: Viewer, { email, name, locale }: Identity): boolean {
  return (
    viewer.email !== email ||
    (name !== null && viewer.name !== name) ||
    (locale !== null && viewer.locale !== locale)
  );
}

function unauthenticated(detail: string): Refusal {
  return new Refusal("unauthenticated", detail, { headers: { "www-authenticate": "Bearer" } });
}
