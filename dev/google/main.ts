/** `npm run google`: the local Google alone, with its seeded people, until it is told to stop. */
import { seedWorld } from "./seed/seed-world.ts";
import { startLocalGoogle } from "./server.ts";

const { env } = process;
const client = {
  clientId: env["GOOGLE_CLIENT_ID"] ?? "100000000001-local.apps.googleusercontent.com",
  clientSecret: env["GOOGLE_CLIENT_SECRET"] ?? "GOCSPX-local-google-client-secret",
  redirectUris: [env["GOOGLE_REDIRECT_URI"] ?? "http://localhost:3000/api/auth/google/callback"],
};
const google = await startLocalGoogle({
  port: readPort(env["PORT"]),
  host: env["HOST"] ?? "127.0.0.1",
  accounts: (await seedWorld()).accounts,
  clients: [client],
});

console.log(`Local Google at ${google.url}
  GOOGLE_ISSUER, GMAIL_BASE_URL, CALENDAR_BASE_URL = ${google.url}
  GOOGLE_CLIENT_ID      ${client.clientId}
  GOOGLE_CLIENT_SECRET  ${client.clientSecret}
  GOOGLE_REDIRECT_URI   ${client.redirectUris.join(" ")}
Accounts`);
for (const { email, name, mailbox } of google.world.accounts.values()) {
  console.log(`  ${email}  (${name}, ${mailbox.size.messages} mails)`);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void google.close();
  });
}

function readPort(text = "8085"): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is no port: ${text}`);
  return port;
}
