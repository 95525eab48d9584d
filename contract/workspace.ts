/** What holds for everybody in a workspace. */
import { z } from "zod";
import { Id } from "./primitives.ts";

/** Whether the sync may make contacts of people nobody entered: never, of whom a rep wrote to, of everybody. */
export const ContactCreation = z.enum(["off", "written_to", "all"]);
export type ContactCreation = z.infer<typeof ContactCreation>;

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
  })
  .meta({ id: "Workspace" });
export type Workspace = z.infer<typeof Workspace>;

export const WorkspacePatch = z
  .object({
    name: z.string().trim().min(1).max(200),
    weights: Weights.partial(),
    contactCreation: ContactCreation,
  })
  .partial()
  .meta({ id: "WorkspacePatch" });
export type WorkspacePatch = z.infer<typeof WorkspacePatch>;
