/** A rep's browser on the road to Google's consent page and back, over HTTP. */
import type { LocalGoogle } from "../../dev/google/server.ts";

export interface Consent {
  readonly features?: string;
  /** Of the scopes that are asked for, those the rep ticks; all by default. */
  readonly ticks?: (scope: string) => boolean;
}

/** Gives the backend's answer to the callback: a redirect when all went well. */
export async function signIn(
  { url, google }: { readonly url: string; readonly google: LocalGoogle },
  email: string,
  { features = "mail,calendar", ticks = () => true }: Consent = {},
): Promise<Response> {
  const start = await fetch(`${url}/api/auth/google?features=${features}`, { redirect: "manual" });
  const cookie = start.headers.getSetCookie().map((header) => header.split(";")[0] ?? "");
  const page = await (await fetch(start.headers.get("location") ?? "")).text();
  const form = new URLSearchParams({
    ticket: /name="ticket" value="([^"]+)"/.exec(page)?.[1] ?? "",
    account: email,
    decision: "allow",
  });
  for (const [, scope = ""] of page.matchAll(/name="scope" value="([^"]+)"/g))
    if (ticks(scope)) form.append("scope", scope);
  const answer = await fetch(`${google.url}/o/oauth2/consent`, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const { pathname, search } = new URL(answer.headers.get("location") ?? "");
  return await fetch(`${url}${pathname}${search}`, {
    redirect: "manual",
    headers: { cookie: cookie.join("; ") },
  });
}
