/** Answers a consent page as a person would, without a browser: opens the page, ticks, and posts its form. */

export interface ConsentChoice {
  /** The address of the account to sign in with; the one that is preselected when left out. */
  readonly account?: string | undefined;
  /** The scopes left ticked, by full name; all that are offered when left out. */
  readonly scopes?: readonly string[] | undefined;
  readonly decision?: "allow" | "deny" | undefined;
}

/** Gives back where the browser is sent. Throws with the page's text where Google shows an error instead. */
export async function answerConsent(authorizationUrl: string, choice: ConsentChoice = {}): Promise<URL> {
  const page = await fetch(authorizationUrl, { redirect: "manual" });
  const location = page.headers.get("Location");
  if (location !== null) return new URL(location);
  const html = await page.text();
  const ticket = /name="ticket" value="([^"]+)"/.exec(html)?.[1];
  if (ticket === undefined) throw new Error(`Google shows no consent page: ${page.status} ${readable(html)}`);
  const offered = [...html.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = ""]) => scope);
  const preselected = /name="account"\s+value="([^"]+)"\s+checked/.exec(html)?.[1] ?? "";
  const form = new URLSearchParams({
    ticket,
    account: choice.account ?? preselected,
    decision: choice.decision ?? "allow",
  });
  for (const scope of choice.scopes ?? offered) form.append("scope", scope);
  const answer = await fetch(new URL("/o/oauth2/consent", authorizationUrl), {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const back = answer.headers.get("Location");
  if (back === null) throw new Error(`Google refuses: ${answer.status} ${readable(await answer.text())}`);
  return new URL(back);
}

function readable(html: string): string {
  const text = html.replace(/<style>.*?<\/style>/s, "").replace(/<[^>]*>/g, " ");
  return text.replace(/\s+/g, " ").trim().slice(0, 300);
}
