/** P11: POST context/message over HTTP in a workspace of 1 M contacts and 10 M activities, beside a route of `select 1`. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { readConfig } from "../../backend/src/config.ts";
import { readOrMakeLocalSecrets } from "../../backend/src/local-secrets.ts";
import { startBackend } from "../../backend/src/start.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { addActivities, addContacts, addressOf, withLoader } from "./dataset.ts";
import { quantile } from "./report.ts";
import type { Measurement } from "./report.ts";
import { createBenchWorkspace } from "./workspace.ts";

const AUDIENCE = "bench-addon";
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
    const openMessage = (i: number) => openMessageOf(backend.url, token, contacts, i);
    const selectOne = () => fetch(`${backend.url}/readyz`);
    await inSequence(300, openMessage);
    await inSequence(300, selectOne);
    const opened = await inSequence(REQUESTS, openMessage);
    const one = await inSequence(REQUESTS, selectOne);
    const crowd = async (count: number) =>
      (
        await Promise.all(
          Array.from({ length: CLIENTS }, (_, c) =>
            inSequence(count / CLIENTS, (i) => openMessage(i * CLIENTS + c)),
          ),
        )
      ).flat();
    // Each new connection plans the statement once.
    await crowd(400);
    const crowded = await crowd(REQUESTS);
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

/** A mail from one contact to the rep, with another contact and a stranger on copy. */
async function openMessageOf(url: string, token: string, contacts: number, i: number): Promise<Response> {
  return await fetch(`${url}/api/v1/context/message`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      gmailMessageId: (i + 1).toString(16).padStart(16, "0"),
      gmailThreadId: (i + 1).toString(16).padStart(16, "0"),
      rfc822MessageId: `<bench-${i}@example.com>`,
      subject: `Mail ${i}`,
      from: `Somebody <${addressOf(1 + ((i * 104_729) % contacts))}>`,
      to: "Rep <rep@context.example>",
      cc: `${addressOf(1 + ((i * 15_485_863) % contacts))}, stranger${i}@elsewhere.example`,
      date: "Fri, 20 Nov 2026 09:30:00 +0100",
    }),
  });
}

/** Milliseconds of each call, the body read. */
async function inSequence(count: number, call: (i: number) => Promise<Response>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const startedAt = performance.now();
    const response = await call(i);
    await response.arrayBuffer();
    times.push(performance.now() - startedAt);
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  }
  return times;
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
