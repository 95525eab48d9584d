/** What holds for everybody in a workspace. */
import { z } from "zod";
import { Id } from "./primitives.ts";

/** Whether the sync may make contacts of people nobody entered: never, of whom a rep wrote to, of everybody. */
export const ContactCreation = z.enum(["off", "written_to", "all"]);
export type ContactCreation = z.infer<typeof ContactCreation>;

/** Google itself ends at 500 for a consumer account and at 2,000 in a Workspace. */
const SendsPerDay = z.number().int().min(0).max(2_000);

const Points = z.number().int().min(0).max(100);

const Weights = z.object({ email: Points, meeting: Points });

export const Workspace = z
  .object({
    id: Id,
    name: z.string(),
    domain: z.string().nullable(),
    weights: Weights.meta({
      description: "Points of the engagement score for a mail and for a held meeting",
    }),
    contactCreation: ContactCreation,
    sendsPerDay: SendsPerDay.meta({ description: "How many mails a rep may send from the CRM in 24 hours" }),
  })
  .meta({ id: "Workspace" });
export type Workspace = z.infer<typeof Workspace>;

export const WorkspacePatch = z
  .object({
    name: z.string().trim().min(1).max(200),
    weights: Weights.partial(),
    contactCreation: ContactCreation,
    sendsPerDay: SendsPerDay,
  })
  .partial()
  .meta({ id: "WorkspacePatch" });
export type WorkspacePatch = z.infer<typeof WorkspacePatch>;
