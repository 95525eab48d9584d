/** A workspace with one rep, whose contacts and mails the data set adds. */
import { parseEmailAddress } from "../../backend/src/crm/email-address.ts";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import type { BenchDatabase } from "./bench-database.ts";
import type { Dataset } from "./dataset.ts";

export const BENCH_ISSUER = "https://issuer.example";

export async function createBenchWorkspace(
  { stores }: BenchDatabase,
  issuer = BENCH_ISSUER,
  subject = "matching",
): Promise<{ viewer: Viewer; dataset: Dataset }> {
  const domain = `${subject}.example`;
  const email = parseEmailAddress(`rep@${domain}`);
  if (email === undefined) throw new Error("the bench's own address is none");
  const viewer = await stores.users.admit(
    { issuer, subject, email, name: "Bench Rep", hostedDomain: domain, locale: null },
    { kind: "domain", domain },
  );
  if (viewer === undefined) throw new Error("the bench's rep was not admitted");
  return {
    viewer,
    dataset: { workspaceId: viewer.workspaceId, userId: viewer.userId, contacts: 0, activities: 0 },
  };
}
