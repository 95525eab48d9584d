/**
 * `npm run google`: the local Google alone, with its seeded people, until it is told to stop. From the environment:
 *
 * - `PORT` (8085) and `HOST` (127.0.0.1)
 * - `GOOGLE_CLIENT_ID`, `GOOGLE_CLIENT_SECRET`, `GOOGLE_REDIRECT_URI`: the OAuth client that may sign people in
 * - `LOCAL_GOOGLE_MAILS`: so many more mails for the first person, of which a fifth are with the seeded customers
 * - `LOCAL_GOOGLE_QUOTA=google`: Google's own limits; none otherwise
 * - `LOCAL_GOOGLE_TOPIC` and `LOCAL_GOOGLE_PUSH_ENDPOINT`: a Pub/Sub topic and where its messages are pushed to
 * - `LOCAL_GOOGLE_SEED` (1): of the dice that faults with a probability throw
 */
import { googlesLimits } from "./quota/quota.ts";
import { fillLargeMailbox } from "./seed/large-mailbox.ts";
import { seedWorld } from "./seed/seed-world.ts";
import { startLocalGoogle } from "./server.ts";

const { env } = process;
const client = {
  clientId: env["GOOGLE_CLIENT_ID"] ?? "100000000001-local.apps.googleusercontent.com",
  clientSecret: env["GOOGLE_CLIENT_SECRET"] ?? "GOCSPX-local-google-client-secret",
  redirectUris: [env["GOOGLE_REDIRECT_URI"] ?? "http://localhost:3000/api/auth/google/callback"],
};
const topic = env["LOCAL_GOOGLE_TOPIC"] ?? "projects/local/topics/gmail";
const pushEndpoint = env["LOCAL_GOOGLE_PUSH_ENDPOINT"];
const { accounts, people } = await seedWorld();
const moreMails = readNumber("LOCAL_GOOGLE_MAILS", 0, 1_000_000);
const [first] = accounts;
if (first !== undefined && moreMails > 0) {
  const contacts = people.map(({ email }) => email);
  fillLargeMailbox(first.mailbox, { owner: first, count: moreMails, contacts, until: Date.now() });
}

const google = await startLocalGoogle({
  port: readNumber("PORT", 8085, 65_535),
  host: env["HOST"] ?? "127.0.0.1",
  accounts,
  clients: [client],
  faultSeed: readNumber("LOCAL_GOOGLE_SEED", 1, 0xffff_ffff),
  ...(env["LOCAL_GOOGLE_QUOTA"] === "google" ? { quota: googlesLimits } : {}),
  ...(pushEndpoint === undefined ? {} : { topics: { [topic]: { pushEndpoint } } }),
});

console.log(`Local Google at ${google.url}
  GOOGLE_ISSUER, GMAIL_BASE_URL, CALENDAR_BASE_URL = ${google.url}
  GOOGLE_CLIENT_ID      ${client.clientId}
  GOOGLE_CLIENT_SECRET  ${client.clientSecret}
  GOOGLE_REDIRECT_URI   ${client.redirectUris.join(" ")}
  Pub/Sub topic         ${pushEndpoint === undefined ? "none (LOCAL_GOOGLE_PUSH_ENDPOINT)" : `${topic} to ${pushEndpoint}`}
  Quota                 ${JSON.stringify(google.quota.limits)}
  Faults, usage, mail   ${google.url}/_control
Accounts`);
for (const { email, name, mailbox } of google.world.accounts.values()) {
  console.log(`  ${email}  (${name}, ${mailbox.size.messages} mails)`);
}
console.log(`Try
  curl -X POST --data-binary @mail.eml ${google.url}/_control/accounts/${first?.email ?? ""}/messages
  curl -d '{"method":"gmail.*","probability":0.1,"fault":{"kind":"error","error":"rateLimit"}}' ${google.url}/_control/faults`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void google.close();
  });
}
if (env["npm_lifecycle_event"] !== undefined) {
  // npm tells only its shell to end, which dies without telling us. https://github.com/npm/cli/issues/6547
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    void google.close();
  }, 200);
  watch.unref();
}

function readNumber(name: string, byDefault: number, max: number): number {
  const text = env[name] ?? String(byDefault);
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > max) {
    throw new Error(`${name} is no whole number up to ${max}: ${text}`);
  }
  return number;
}
