/** P11: POST context/message over HTTP in a workspace of 1 M contacts and 10 M activities, beside a route of `select 1`. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { readConfig } from "../../backend/src/config.ts";
import { readOrMakeLocalSecrets } from "../../backend/src/local-secrets.ts";
import { startBackend } from "../../backend/src/start.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { addActivities, addContacts, addressOf, withLoader } from "./dataset.ts";
import { measureLoad } from "./load.ts";
import type { LoadRequest } from "./load.ts";
import { quantile } from "./report.ts";
import type { Measurement } from "./report.ts";
import { createBenchWorkspace } from "./workspace.ts";

const AUDIENCE = "bench-addon";
const WARM_UP = 800;
const REQUESTS = 2_000;
const CLIENTS = 8;

export async function measureContext(bench: BenchDatabase, scale: number): Promise<Measurement[]> {
  const issuer = await startIssuer();
  const { dataset } = await createBenchWorkspace(bench, issuer.url, "context");
  const contacts = Math.round(1_000_000 * scale);
  const activities = Math.round(10_000_000 * scale);
  await withLoader(bench.pool, async (loader) => {
    await addContacts(loader, dataset, contacts);
    await addActivities(loader, { ...dataset, contacts }, activities);
  });
  console.log(`  ${contacts} contacts, ${activities} activities are there`);

  const backend = await startBenchBackend(bench, issuer.url);
  try {
    const token = await issuer.token("context");
    const opening = (count: number, from: number) =>
      Array.from({ length: count }, (_, i) => openMessage(backend.url, token, contacts, from + i));
    const selectOne: LoadRequest = { url: `${backend.url}/readyz` };
    const turnAbout = (requests: readonly LoadRequest[]) =>
      requests.flatMap((request) => [request, selectOne]);
    // Each new connection plans the statement once: not what is measured.
    await measureLoad(turnAbout(opening(WARM_UP, 0)), CLIENTS);
    // One after the other in turn, so that whatever else the machine does meets both alike.
    const times = await measureLoad(turnAbout(opening(REQUESTS, WARM_UP)), 1);
    const opened = times.filter((_, at) => at % 2 === 0);
    const one = times.filter((_, at) => at % 2 === 1);
    const crowded = await measureLoad(opening(REQUESTS, 2 * REQUESTS), CLIENTS);
    console.log(
      `  context p50 ${quantile(opened, 0.5).toFixed(2)} ms, select 1 p50 ${quantile(one, 0.5).toFixed(2)} ms`,
    );
    return [
      {
        id: "P11",
        measure: "context/message p50 ÷ a select 1 route's",
        value: quantile(opened, 0.5) / quantile(one, 0.5),
        unit: "×",
        bar: 3,
      },
      {
        id: "P11",
        measure: `context/message p99, ${CLIENTS} clients`,
        value: quantile(crowded, 0.99),
        unit: "ms",
        bar: 25,
      },
    ];
  } finally {
    await backend.stop();
    issuer.close();
  }
}

/** A mail from one contact to the rep, with a stranger on copy. */
function openMessage(url: string, token: string, contacts: number, i: number): LoadRequest {
  return {
    url: `${url}/api/v1/context/message`,
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      gmailMessageId: (i + 1).toString(16).padStart(16, "0"),
      gmailThreadId: (i + 1).toString(16).padStart(16, "0"),
      rfc822MessageId: `<bench-${i}@example.com>`,
      subject: `Mail ${i}`,
      from: `Somebody <${addressOf(1 + ((i * 104_729) % contacts))}>`,
      to: "Rep <rep@context.example>",
      cc: `stranger${i}@elsewhere.example`,
      date: "Fri, 20 Nov 2026 09:30:00 +0100",
    }),
  };
}

async function startBenchBackend(bench: BenchDatabase, issuer: string) {
  const config = readConfig(
    {
      HOST: "127.0.0.1",
      PORT: "0",
      DATA_DIR: bench.dataDir,
      DATABASE_URL: bench.url,
      GOOGLE_CLIENT_ID: "bench",
      GOOGLE_CLIENT_SECRET: "bench",
      GOOGLE_ISSUER: issuer,
      ADDON_CLIENT_IDS: AUDIENCE,
      ALLOWED_DOMAINS: "context.example",
      LOG_LEVEL: "error",
      ...(bench.url === undefined ? {} : readOrMakeLocalSecrets(bench.dataDir)),
    },
    readOrMakeLocalSecrets,
  );
  const unlimited = 1_000_000_000;
  const backend = await startBackend(config, {
    rateLimits: { userPerMinute: unlimited, workspacePerMinute: unlimited, strangerPerMinute: unlimited },
  });
  const { url } = backend;
  if (url === undefined) throw new Error("the bench's backend listens nowhere");
  return { url, stop: () => backend.stop() };
}

/** The least an issuer needs: discovery, one key, tokens. */
async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "bench", alg: "RS256", use: "sig" };
  let url = "";
  const server = createServer((request, response) => {
    const body = request.url === "/keys" ? { keys: [jwk] } : { issuer: url, jwks_uri: `${url}/keys` };
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token: (subject: string) =>
      new SignJWT({ email: `rep@${subject}.example`, email_verified: true, hd: `${subject}.example` })
        .setProtectedHeader({ alg: "RS256", kid: "bench" })
        .setIssuer(url)
        .setAudience(AUDIENCE)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime("1h")
        .sign(privateKey),
    close: () => server.close(),
  };
}
