import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { operations } from "../../contract/api.ts";
import type { Operation } from "../../contract/api.ts";
import { startTestApi } from "./test-api.ts";
import type { TestApi } from "./test-api.ts";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ publicUrl: "https://crm.example" });
});
afterAll(async () => {
  await api.close();
});

const textOf = async (path: string) => await (await api.app.request(path)).text();

describe("every answer", () => {
  test.each([
    "/",
    "/privacy",
    "/api/docs",
    "/api/openapi.json",
    "/healthz",
    "/api/v1/me",
    "/nothing",
    "/rapport.css",
  ])("%s carries the security headers", async (path) => {
    const { headers } = await api.app.request(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("strict-transport-security")).toMatch(/max-age=31536000/);
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("x-powered-by")).toBeNull();
  });

  test("of the API is nobody's to keep", async () => {
    const rita = await api.as({ email: "rita@acme.example" });
    const headers = { authorization: `Bearer ${rita.token}` };
    expect((await api.app.request("/api/v1/me", { headers })).headers.get("cache-control")).toBe("no-store");
    expect((await api.app.request("/api/v1/me")).headers.get("cache-control")).toBe("no-store");
    expect((await api.app.request("/api/v1/no-such-thing")).headers.get("cache-control")).toBe("no-store");
  });

  test("asks for https only where the public address is https", async () => {
    const plain = await startTestApi();
    expect((await plain.app.request("/")).headers.get("strict-transport-security")).toBeNull();
    await plain.close();
  });
});

describe("the pages", () => {
  test.each(["/", "/privacy", "/api/docs"])("%s needs no script and no inline style", async (path) => {
    const response = await api.app.request(path);
    expect(response.headers.get("content-type")).toMatch(/^text\/html; charset=UTF-8/i);
    const page = await response.text();
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<style|style=|javascript:| on\w+=/);
    expect(page).not.toMatch(/undefined|\[object|NaN/);
  });

  test("link only to what is there", async () => {
    const pages = await Promise.all(["/", "/privacy", "/api/docs"].map(textOf));
    const links = new Set(
      pages
        .join("")
        .match(/(?:href|src)="([^"]+)"/g)
        ?.map((link) => link.split('"')[1] ?? ""),
    );
    // Leads to Google; its own tests follow it.
    links.delete("/api/auth/google");
    for (const link of links) {
      if (link.startsWith("#")) expect(pages[2]).toContain(`id="${link.slice(1)}"`);
      else expect([link, (await api.app.request(link)).status]).toEqual([link, 200]);
    }
    expect(links.size).toBeGreaterThan(30);
  });

  test("have a logo Gmail can show", async () => {
    const response = await api.app.request("/logo-128.png");
    expect(response.headers.get("content-type")).toBe("image/png");
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([128, 128]);
  });
});

describe("the OpenAPI document", () => {
  interface Described {
    openapi: string;
    servers: { url: string }[];
    paths: Record<
      string,
      Record<string, { operationId: string; responses: Record<string, unknown>; security: unknown[] }>
    >;
    components: { schemas: Record<string, unknown> };
  }
  let document: Described;
  beforeAll(async () => {
    document = (await (await api.app.request("/api/openapi.json")).json()) as Described;
  });

  test("has every operation with all of its answers and problems", () => {
    expect(document).toMatchObject({ openapi: "3.1.1", servers: [{ url: "https://crm.example" }] });
    const described = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(described.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(operations).sort());
    for (const [name, operation] of Object.entries<Operation>(operations)) {
      const entry = document.paths[operation.path]?.[operation.method.toLowerCase()];
      expect(Object.keys(entry?.responses ?? {})).toEqual(
        expect.arrayContaining(Object.keys(operation.answers)),
      );
      expect([name, entry?.security.length]).toEqual([name, operation.caller === "user" ? 2 : 0]);
    }
  });

  test("refers only to shapes it has, and lets answers gain fields", () => {
    const text = JSON.stringify(document);
    for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(document.components.schemas).toHaveProperty(name);
    }
    expect(text).not.toContain("additionalProperties");
  });

  test("is shown on the page in full", async () => {
    const page = await textOf("/api/docs");
    for (const [name, { path, summary }] of Object.entries<Operation>(operations)) {
      expect(page).toContain(`id="${name}"`);
      expect(page).toContain(path);
      expect(page).toContain(summary.replaceAll("'", "&#39;"));
    }
    for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="shape-${name}"`);
  });
});
