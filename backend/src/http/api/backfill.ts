/** A new contact's past: how much of it the mailbox has, and what is taken of it. */
import { parseContactId } from "../../crm/ids.ts";
import type { ContactId } from "../../crm/ids.ts";
import type { Viewer } from "../../crm/ports.ts";
import type { BackfillStore, CountInGoogle } from "../../sync/control-ports.ts";
import { GoogleCallFailed } from "../../sync/google-failure.ts";
import { coveredFeatures } from "../../sync/scopes.ts";
import { googleRefusal } from "../google-refusal.ts";
import type { Handlers } from "../operation.ts";
import { notFound } from "../problem.ts";
import { ShortCache } from "../short-cache.ts";
import { requireConnection } from "./sync.ts";

type Counts = Awaited<ReturnType<CountInGoogle>>;

/** A card that is opened again, or drawn twice, asks Google once. */
const COUNTS_KEPT_MS = 60_000;
const COUNTS_KEPT = 1_000;

export function backfillHandlers(
  backfills: BackfillStore,
  countInGoogle: CountInGoogle,
): Pick<Handlers, "previewBackfill" | "backfillContact"> {
  const counts = new ShortCache<Counts>({ keepMs: COUNTS_KEPT_MS, size: COUNTS_KEPT });

  return {
    async previewBackfill({ caller: { viewer }, params, now }) {
      const id = contactId(params);
      const addresses = await backfills.findAddresses(viewer.workspaceId, id);
      if (addresses === undefined) throw notFound("contact");
      requireConnection(viewer, "mail");
      const key = [viewer.workspaceId, viewer.userId, ...addresses].join(" ");
      const found = await counts.get(
        key,
        now,
        async () => await count(countInGoogle, viewer, addresses, now),
      );
      return { status: 200, body: { contactId: id, ...found } };
    },

    async backfillContact({ caller: { viewer }, params, body, now }) {
      const id = contactId(params);
      const done = await backfills.choose(viewer, id, body.import, now);
      if (done === undefined) throw notFound("contact");
      return { status: 202, body: { contactId: id, import: body.import, changed: done.changed } };
    },
  };
}

function contactId({ id }: { readonly id: string }): ContactId {
  const parsed = parseContactId(id);
  if (parsed === undefined) throw notFound("contact");
  return parsed;
}

async function count(
  countInGoogle: CountInGoogle,
  viewer: Viewer,
  addresses: Parameters<CountInGoogle>[1],
  now: Date,
): Promise<Counts> {
  try {
    const calendar = coveredFeatures(viewer.connection.scopes).includes("calendar");
    return await countInGoogle(viewer, addresses, { calendar });
  } catch (error) {
    if (error instanceof GoogleCallFailed) throw googleRefusal(error, now);
    throw error;
  }
}
