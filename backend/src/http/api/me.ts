/** Who is calling. */
import { describeConnection } from "../../sync/connection.ts";
import type { Handlers } from "../operation.ts";

export function meHandlers(): Pick<Handlers, "getMe"> {
  return {
    getMe({ caller: { viewer } }) {
      const { userId, email, name, role, locale, timeZone, workspaceId, connection } = viewer;
      return Promise.resolve({
        status: 200,
        body: {
          user: { id: userId, email, name, role, locale, timeZone },
          workspace: { id: workspaceId, name: viewer.workspaceName, domain: viewer.workspaceDomain },
          connection: describeConnection(connection),
        },
      });
    },
  };
}
