/** Who is calling, and how their Google account stands. */
import { z } from "zod";
import { WorkingHours } from "./availability.ts";
import { Id, TimeZone } from "./primitives.ts";

/** What a rep can grant one by one. */
export const Feature = z.enum(["mail", "send", "calendar"]);
export type Feature = z.infer<typeof Feature>;

/** Why a rep has to connect again. */
export const ReconnectReason = z.enum([
  "revoked",
  "scope_missing",
  "admin_policy",
  "no_mailbox",
  "other_account",
  "keys_lost",
]);
export type ReconnectReason = z.infer<typeof ReconnectReason>;

export const Connection = z
  .object({
    status: z.enum(["connected", "reconnect", "none"]),
    scopes: z.array(z.string()),
    email: z.string().nullable(),
    features: z.array(Feature).meta({ description: "What the granted scopes cover" }),
    reason: ReconnectReason.nullable().meta({ description: "Only with `reconnect`" }),
    message: z
      .string()
      .nullable()
      .meta({ description: "The reason as a sentence for people, with what to do" }),
  })
  .meta({ id: "Connection" });
export type Connection = z.infer<typeof Connection>;

export const Role = z.enum(["rep", "admin"]);
export type Role = z.infer<typeof Role>;

export const Me = z
  .object({
    user: z.object({
      id: Id,
      email: z.string(),
      name: z.string(),
      role: Role,
      locale: z.string().nullable(),
      timeZone: z.string().nullable(),
      workingHours: WorkingHours,
    }),
    workspace: z.object({ id: Id, name: z.string(), domain: z.string().nullable() }),
    connection: Connection,
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;

export const MePatch = z
  .object({ timeZone: TimeZone, workingHours: WorkingHours })
  .partial()
  .meta({ id: "MePatch" });
export type MePatch = z.input<typeof MePatch>;
