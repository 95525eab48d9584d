/** The workspace's settings: everybody reads them, admins change them. */
import { wrong } from "../../crm/field-problems.ts";
import { toStorableLine } from "../../crm/storable-text.ts";
import type { WorkspaceStore } from "../../sync/control-ports.ts";
import type { Handlers } from "../operation.ts";
import { invalidInput, Refusal } from "../problem.ts";

export function workspaceHandlers(
  workspaces: WorkspaceStore,
): Pick<Handlers, "getWorkspace" | "updateWorkspace"> {
  return {
    async getWorkspace({ caller: { viewer } }) {
      return { status: 200, body: await workspaces.find(viewer) };
    },

    async updateWorkspace({ caller: { viewer }, body, now }) {
      if (viewer.role !== "admin") {
        throw new Refusal("forbidden", "The workspace's settings are for its admins.");
      }
      const name = body.name === undefined ? {} : { name: nameOf(body.name) };
      return { status: 200, body: await workspaces.update(viewer, { ...body, ...name }, now) };
    },
  };
}

function nameOf(text: string): string {
  const name = toStorableLine(text, 200);
  if (name === "") throw invalidInput([{ path: "name", message: wrong.nothingToShow }]);
  return name;
}
