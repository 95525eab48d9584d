/** What a demo starts from: accounts of the local Google, and who is a contact of their CRM. */
import type { Account } from "../google/world.ts";
import type { LoadNote } from "../google/mail-files/load-note.ts";

export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  readonly kind: "lead" | "client";
  readonly company?: string;
  readonly title?: string;
  readonly phone?: string;
  readonly stage?: "new" | "contacted" | "qualified" | "proposal" | "negotiation" | "won" | "lost";
  readonly ownerEmail?: string;
}

export interface Scenario {
  readonly accounts: readonly Account[];
  /** Everybody of it shares one workspace. */
  readonly domain: string;
  readonly me: string;
  readonly colleague: string;
  readonly people: readonly DemoPerson[];
  /** For the console: whose mail it is, and how much. */
  readonly summary: string;
  /** Mails that could not be loaded, and why. */
  readonly notes: readonly LoadNote[];
}
