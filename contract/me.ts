/** Who is calling, and how their Google account stands. */
import { z } from "zod";
import { Id } from "./primitives.ts";

export const Connection = z
  .object({
    status: z.enum(["connected", "reconnect", "none"]),
    scopes: z.array(z.string()),
    email: z.string().nullable(),
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
    }),
    workspace: z.object({ id: Id, name: z.string(), domain: z.string().nullable() }),
    connection: Connection,
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;
