/**
 * The caller is no longer who he was when he was last looked up: another role, workspace, address or connection, or no
 * account. Whoever meets it looks him up anew and asks again.
 */
export class StaleViewer extends Error {
  constructor() {
    super("the caller has changed");
    this.name = "StaleViewer";
  }
}
