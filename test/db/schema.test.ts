import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import { createScene, newMail, newMeeting, NOON } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { withTemporaryFile } from "./temporary-file.ts";

let scene: Scene;
let rep: Viewer;

beforeAll(async () => {
  scene = await createScene();
  rep = await scene.signIn("rep@schema.example");
  await scene.createContact(rep, { ownerId: rep.userId });
});
afterAll(async () => {
  await scene.drop();
});

const checkMigrations = async (...args: readonly string[]) =>
  await promisify(execFile)(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    "dev/tools/check-migrations.ts",
    ...args,
  ]);

test("the migrations lead to the schema", async () => {
  await checkMigrations();
});

test("the check sees what a schema has and the migrations lack", async () => {
  const schema = await readFile("backend/prisma/schema.prisma", "utf8");
  const changed = schema.replace("model Contact {", "model Contact {\n  nickname String?");
  await withTemporaryFile("schema.prisma", changed, async (file) => {
    await expect(checkMigrations(file)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`ALTER TABLE "contact" ADD COLUMN     "nickname" TEXT`),
    });
  });
});

test.each([
  ["an address that is not normalised", "update contact_address set address = 'Lead@Customer.example'"],
  ["an address that is none", "update contact_address set address = 'nobody'"],
  ["a user's address that is not normalised", "update app_user set email = 'REP@schema.example'"],
  ["a meeting without status", "update activity set status = null where type = 'MEETING'"],
  ["a mail with one", "update activity set status = 'HELD' where type = 'EMAIL'"],
  [
    "an end before the start",
    "update activity set ends_at = occurred_at - interval '1 s' where type = 'MEETING'",
  ],
  ["half a turn", "update contact set turn = 'us', turn_since = null"],
])("the database refuses %s", async (_what, statement) => {
  await scene.log(rep, newMail());
  await scene.log(rep, newMeeting());
  await expect(scene.database.pool.query(statement)).rejects.toMatchObject({ code: "23514" });
});

test("a merge key and a contact's address exist once in a workspace", async () => {
  const mail = newMail();
  await scene.log(rep, mail);
  const again = scene.database.pool.query(
    `insert into activity (workspace_id, id, type, occurred_at, source, merge_key)
     values ($1, gen_random_uuid(), 'NOTE', now(), 'api', $2)`,
    [rep.workspaceId, mail.mergeKey],
  );
  await expect(again).rejects.toMatchObject({ code: "23505" });
  const address = scene.database.pool.query(
    `insert into contact_address select workspace_id, address, contact_id, original, 7 from contact_address`,
  );
  await expect(address).rejects.toMatchObject({ code: "23505" });
});

test("Prisma's client reads what the stores wrote", async () => {
  const prisma = await scene.database.prisma();
  const contact = await prisma.contact.findFirstOrThrow({
    where: { workspaceId: rep.workspaceId },
    include: { addresses: true, owner: true },
  });
  expect(contact).toMatchObject({ name: "Lena Lead", addresses: [{ position: 0 }], owner: { name: "rep" } });
});

test("a workspace goes with everything in it", async () => {
  const other = await scene.signIn("rep@gone.example");
  await scene.createContact(other, { ownerId: other.userId });
  const { id } = await scene.log(other, newMail());
  await scene.log(other, newMeeting());
  await scene.stores.activities.list(other, { limit: 1 }, NOON);
  await scene.database.pool.query(
    "insert into audit_event (workspace_id, id, user_id, action, subject_type, subject_id) values ($1, $2, $3, 'a', 'b', 'c')",
    [other.workspaceId, id, other.userId],
  );
  await scene.database.pool.query("delete from workspace where id = $1", [other.workspaceId]);
  const { rows } = await scene.database.pool.query<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'workspace_id'",
  );
  expect(rows.length).toBeGreaterThan(8);
  for (const { name } of rows) {
    const left = await scene.database.pool.query(`select from ${name} where workspace_id = $1`, [
      other.workspaceId,
    ]);
    expect({ name, left: left.rowCount }).toEqual({ name, left: 0 });
  }
});
