import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Admission, Identity, Viewer } from "../../backend/src/crm/ports.ts";
import { inviteUser } from "../../backend/src/db/invite-user.ts";
import { createScene, identityOf, INVITED_ONLY, toAddress } from "./scene.ts";
import type { Scene } from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await createScene();
});
afterAll(async () => {
  await scene.drop();
});

describe("first sight", () => {
  test("joins the domain's workspace; whoever was first is its admin", async () => {
    const first = await admit(identityOf("first@join.example"), toDomain("join.example"));
    const second = await admit(identityOf("second@join.example"), toDomain("join.example"));
    expect(first).toMatchObject({
      email: "first@join.example",
      name: "first",
      role: "admin",
      locale: "en",
      timeZone: null,
      aliases: [],
      workspaceDomain: "join.example",
      workspaceName: "join.example",
      connection: { status: "none", scopes: [], email: null },
    });
    expect(second).toMatchObject({ role: "rep", workspaceId: first?.workspaceId });
    expect(await find("first@join.example")).toEqual(first);
  });

  test("fifty people at once, each in several requests, make one workspace, fifty users and one admin", async () => {
    const viewers = await Promise.all(
      Array.from(
        { length: 150 },
        async (_, index) =>
          await admit(identityOf(`person${index % 50}@crowd.example`), toDomain("crowd.example")),
      ),
    );
    expect(new Set(viewers.map((viewer) => viewer?.workspaceId)).size).toBe(1);
    const users = new Map(viewers.map((viewer) => [viewer?.userId, viewer?.role]));
    expect(users.size).toBe(50);
    expect([...users.values()].filter((role) => role === "admin")).toHaveLength(1);
  });

  test("a personal account has a workspace to itself", async () => {
    const identity = identityOf("me@mail.example", { name: null });
    const viewers = await Promise.all(
      Array.from({ length: 10 }, async () => await admit(identity, { kind: "personal" })),
    );
    expect(new Set(viewers.map((viewer) => viewer?.userId)).size).toBe(1);
    expect(viewers[0]).toMatchObject({
      role: "admin",
      name: "Me",
      workspaceDomain: null,
      workspaceName: "me@mail.example",
    });
    const other = await admit(identityOf("you@mail.example"), { kind: "personal" });
    expect(other?.workspaceId).not.toBe(viewers[0]?.workspaceId);
  });

  test("who has told no name is called after the address", async () => {
    const named = await admit(
      identityOf("ada.lindqvist@name.example", { name: null }),
      toDomain("name.example"),
    );
    expect(named?.name).toBe("Ada Lindqvist");
    const nameless = await admit(identityOf("-@name.example", { name: null }), toDomain("name.example"));
    expect(nameless?.name).toBe("-@name.example");
  });

  test("nobody comes in where one has to be invited", async () => {
    expect(await admit(identityOf("stranger@else.example"), INVITED_ONLY)).toBeUndefined();
    expect(await find("stranger@else.example")).toBeUndefined();
  });
});

describe("invitations", () => {
  test("are taken up by whoever has the address, with the role they name", async () => {
    await invite("guest@freelance.example", "host.example", "admin");
    const guest = await admit(identityOf("guest@freelance.example"), INVITED_ONLY);
    expect(guest).toMatchObject({ role: "admin", workspaceDomain: "host.example", name: "guest" });
    expect(
      await admit(identityOf("guest@freelance.example", { subject: "another" }), INVITED_ONLY),
    ).toBeUndefined();
  });

  test("come before the own domain, and of several the own domain's comes first", async () => {
    await invite("anna@own.example", "foreign.example", "rep");
    await invite("anna@own.example", "own.example", "rep");
    await invite("bert@own.example", "foreign.example", "rep");
    expect(await admit(identityOf("anna@own.example"), toDomain("own.example"))).toMatchObject({
      workspaceDomain: "own.example",
    });
    expect(await admit(identityOf("bert@own.example"), toDomain("own.example"))).toMatchObject({
      workspaceDomain: "foreign.example",
    });
  });

  test("twice change nothing but the role, also of somebody who is in", async () => {
    expect(await invite("carl@role.example", "role.example", "rep")).toBe("invited");
    expect(await invite("carl@role.example", "role.example", "rep")).toBe("already-there");
    await admit(identityOf("carl@role.example"), INVITED_ONLY);
    expect(await invite("carl@role.example", "role.example", "admin")).toBe("role-changed");
    expect((await find("carl@role.example"))?.role).toBe("admin");
  });

  test("an invited rep who is the first to come leaves the next one the admin's place", async () => {
    await invite("rep@empty.example", "empty.example", "rep");
    expect(await admit(identityOf("rep@empty.example"), INVITED_ONLY)).toMatchObject({ role: "rep" });
    expect(await admit(identityOf("boss@empty.example"), toDomain("empty.example"))).toMatchObject({
      role: "admin",
    });
  });
});

describe("identities change", () => {
  test("address, name and locale follow what Google says; what it does not say stays", async () => {
    const viewer = await scene.signIn("before@change.example");
    const renamed = identityOf("after@change.example", {
      subject: "sub of before@change.example",
      name: "New",
    });
    const changed = await scene.stores.users.refresh(viewer, { ...renamed, locale: "de" });
    expect(changed).toEqual({ ...viewer, email: "after@change.example", name: "New", locale: "de" });
    const silent = await scene.stores.users.refresh(changed, { ...renamed, name: null, locale: null });
    expect(silent).toEqual(changed);
  });

  test("an address that went to somebody else gives him nothing of the former owner's", async () => {
    const former = await scene.signIn("sales@reuse.example");
    const next = await admit(
      identityOf("sales@reuse.example", { subject: "somebody new" }),
      toDomain("reuse.example"),
    );
    expect(next?.userId).not.toBe(former.userId);
    expect(next?.role).toBe("rep");
    expect((await find("sales@reuse.example"))?.email).toBe(`former:${former.userId}`);
    // And back: Google says the first one has it again.
    const again = await scene.stores.users.refresh(former, identityOf("sales@reuse.example"));
    expect(again.email).toBe("sales@reuse.example");
  });

  test("aliases are known without the own address", async () => {
    const viewer = await scene.signIn("alias@alias.example");
    await scene.database.pool.query(
      "update google_account set aliases = $1, status = 'connected' where user_id = $2",
      [["alias@alias.example", "other@alias.example"], viewer.userId],
    );
    expect(await find("alias@alias.example")).toMatchObject({
      aliases: ["other@alias.example"],
      connection: { status: "connected", email: "alias@alias.example" },
    });
  });
});

async function admit(identity: Identity, admission: Admission): Promise<Viewer | undefined> {
  return await scene.stores.users.admit(identity, admission);
}

async function find(email: string): Promise<Viewer | undefined> {
  const { issuer, subject } = identityOf(email);
  return await scene.stores.users.findViewer(issuer, subject);
}

async function invite(address: string, workspaceDomain: string, role: "rep" | "admin") {
  return await inviteUser(scene.database, { address: toAddress(address), workspaceDomain, role });
}

function toDomain(domain: string): Admission {
  return { kind: "domain", domain };
}
