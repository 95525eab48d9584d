/** Connects a person's Google account as they would in the browser, with one consent. */
import { answerConsent } from "../google/oauth/answer-consent.ts";
import type { DemoStack } from "./demo-stack.ts";

type Feature = "mail" | "send" | "calendar";

const EVERYTHING: readonly Feature[] = ["mail", "send", "calendar"];

/** Where one click asks Google for what these features need. */
export function connectUrl(stackUrl: string, features = EVERYTHING): string {
  return `${stackUrl}/api/auth/google?features=${features.join(",")}`;
}

export async function connectGoogle(stack: DemoStack, email: string, features = EVERYTHING): Promise<void> {
  const cookies = new Map<string, string>();
  const visit = async (url: string | URL): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { Cookie: cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/s);
      cookies.set(name, value);
    }
    return response;
  };
  const asked = await visit(connectUrl(stack.url, features));
  const consentPage = asked.headers.get("Location");
  if (consentPage === null) throw new Error(`nothing to consent to: ${asked.status} ${await asked.text()}`);
  const back = await answerConsent(consentPage, { account: email });
  const done = await visit(back);
  if (done.status !== 302 && done.status !== 303)
    throw new Error(`${email} is not connected: ${done.status} ${await done.text()}`);
}
