/** What comes of a browser that is back from Google's consent page. Nothing is written before every check has passed. */
import { timingSafeEqual } from "node:crypto";
import type { Feature } from "../../../../contract/me.ts";
import type { UserStore, Viewer } from "../../crm/ports.ts";
import type {
  Consent,
  ConsentFault,
  ConsentFlow,
  Grants,
  SyncControlStore,
} from "../../sync/control-ports.ts";
import { coveredFeatures } from "../../sync/scopes.ts";
import type { Admit } from "../identify.ts";
import { Refusal } from "../problem.ts";
import type { Session } from "../sessions.ts";
import type { Flow } from "./flow-cookie.ts";

export type FlowFault =
  | { readonly kind: ConsentFault }
  /** Somebody is signed in, and Google vouched for somebody else. */
  | { readonly kind: "other_account"; readonly email: string }
  | { readonly kind: "no_account"; readonly email: string }
  /** Google gave a token that ends within the hour and none to renew it with. */
  | { readonly kind: "nothing_lasting" };

export type FlowResult =
  | { readonly viewer: Viewer }
  /** `detail` is for the log. */
  | { readonly fault: FlowFault; readonly detail?: string };

interface FinishDependencies {
  readonly consentFlow: ConsentFlow;
  readonly grants: Grants;
  readonly control: SyncControlStore;
  readonly users: UserStore;
  readonly admit: Admit;
}

interface Return {
  readonly flow: Flow | undefined;
  readonly session: Session | undefined;
  readonly callbackUrl: URL;
  readonly now: Date;
}

export async function finishFlow(
  dependencies: FinishDependencies,
  { flow, session, callbackUrl, now }: Return,
): Promise<FlowResult> {
  const query = [...callbackUrl.searchParams];
  if (flow === undefined) return refuse("state_mismatch", "this browser did not begin it");
  if (new Set(query.map(([name]) => name)).size < query.length) {
    return refuse("state_mismatch", "a parameter is there twice");
  }
  if (!isEqual(callbackUrl.searchParams.get("state") ?? "", flow.state)) {
    return refuse("state_mismatch", "the state is not this browser's");
  }
  if (session !== undefined && flow.userId !== null && flow.userId !== session.viewer.userId) {
    return refuse("state_mismatch", "somebody else signed in meanwhile");
  }
  const consent = await dependencies.consentFlow.exchange({ callbackUrl, ...flow });
  if (!consent.ok) return refuse(consent.reason, consent.detail);

  const { identity, refreshToken } = consent;
  const expected = session?.viewer.userId ?? flow.userId;
  if (expected !== null) {
    const known = await dependencies.users.findViewer(identity.issuer, identity.subject);
    if (known?.userId !== expected) return { fault: { kind: "other_account", email: identity.email } };
  }
  const viewer = await admitted(dependencies.admit, consent);
  if (viewer === undefined) return { fault: { kind: "no_account", email: identity.email } };

  const covered = new Set(coveredFeatures(consent.scopes));
  if (covered.size === 0 || !(flow.features.length > 0 || renews(viewer, covered))) return { viewer };
  if (refreshToken === undefined) return { fault: { kind: "nothing_lasting" } };
  await dependencies.grants.connect(viewer, { ...consent, refreshToken }, now);
  const isOn = (feature: "mail" | "calendar") => covered.has(feature) && flow.features.includes(feature);
  await dependencies.control.start(viewer, { mail: isOn("mail"), calendar: isOn("calendar") }, now);
  return { viewer };
}

/**
 * Whoever only signs in is given a refresh token too. The newest one is kept: of a hundred the oldest dies without a
 * word, and somebody who has to connect again is helped by the way.
 */
function renews({ connection }: Viewer, covered: ReadonlySet<Feature>): boolean {
  return (
    connection.status !== "none" &&
    coveredFeatures(connection.scopes).every((feature) => covered.has(feature))
  );
}

function refuse(kind: ConsentFault, detail: string): FlowResult {
  return { fault: { kind }, detail };
}

async function admitted(admit: Admit, { identity }: Consent): Promise<Viewer | undefined> {
  try {
    return await admit(identity);
  } catch (error) {
    if (error instanceof Refusal && error.code === "forbidden") return undefined;
    throw error;
  }
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
