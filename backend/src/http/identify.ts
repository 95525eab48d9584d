/** From a request's credentials to the user it acts for. */
import { decideAdmission } from "../crm/admission.ts";
import type { Identity, UserStore, VerifyIdentity, Viewer } from "../crm/ports.ts";
import { words } from "../crm/words.ts";
import type { Words } from "../crm/words.ts";
import { bearerTokenOf } from "./bearer-token.ts";
import type { Caller } from "./operation.ts";
import { Refusal } from "./problem.ts";
import type { Sessions } from "./sessions.ts";

export interface IdentifyDependencies {
  readonly verifyIdentity: VerifyIdentity;
  readonly admit: Admit;
  readonly sessions: Sessions;
}

/**
 * @param mayPresume whether the viewer may be the one last seen with the same token, a minute ago at most: only for whoever
 * checks with his first statement that nothing about him changed, and meets a `StaleViewer` otherwise.
 */
export type Identify = (request: Request, mayPresume: boolean) => Promise<Caller>;

/**
 * An ID token or a session. Rejects with a Refusal: 401 without either, 403 without an account or when a request with a
 * session does not come from our own pages, 503 without Google's keys.
 */
export function createIdentify({ verifyIdentity, admit, sessions }: IdentifyDependencies): Identify {
  // The verifier gives a token the same identity for as long as it remembers it.
  const lastSeen = new WeakMap<Identity, Viewer>();
  return async ({ method, headers }, mayPresume) => {
    const session = headers.has("authorization") ? undefined : await sessions.read(headers);
    if (session !== undefined) {
      // Cookies come with whatever a foreign page makes the browser send; tokens do not.
      if (method !== "GET" && method !== "HEAD") {
        sessions.requireOwnPage(headers, session, headers.get("x-csrf-token") ?? undefined);
      }
      return { viewer: session.viewer, source: "web" };
    }
    const identity = await identityOf(headers, verifyIdentity);
    const viewer = (mayPresume ? lastSeen.get(identity) : undefined) ?? (await admit(identity));
    lastSeen.set(identity, viewer);
    // Only the add-on calls with ID tokens.
    return { viewer, source: "sidebar" };
  };
}

/** The user a verified identity is. Rejects with a Refusal for somebody who may not have an account. */
export type Admit = (identity: Identity) => Promise<Viewer>;

export function createAdmit(users: UserStore, allowedDomains: readonly string[]): Admit {
  return async (identity) => {
    const known = await users.findViewer(identity.issuer, identity.subject);
    const viewer = known ?? (await users.admit(identity, decideAdmission(identity, allowedDomains)));
    if (viewer === undefined) {
      throw new Refusal(
        "forbidden",
        `${identity.email} has no account here. Ask an admin of your team to invite this address.`,
      );
    }
    return isStale(viewer, identity) ? await users.refresh(viewer, identity) : viewer;
  };
}

async function identityOf(headers: Headers, verifyIdentity: VerifyIdentity): Promise<Identity> {
  const token = bearerTokenOf(headers);
  if (token === undefined)
    throw unauthenticated(
      words(
        "Send a Google ID token as `Authorization: Bearer …`.",
        "Es fehlt ein ID-Token von Google: `Authorization: Bearer …`.",
      ),
    );
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

function unauthenticated(detail: Words): Refusal {
  return new Refusal("unauthenticated", detail, { headers: { "www-authenticate": "Bearer" } });
}
