/** The OpenAPI 3.1 document, made from the operations of the contract. */
import { z } from "zod";
import { createDocument } from "zod-openapi";
import type {
  oas31,
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponsesObject,
} from "zod-openapi";
import { operations } from "../../../contract/api.ts";
import type { Operation } from "../../../contract/api.ts";
import { IdempotencyKey } from "../../../contract/emails.ts";
import { Problem, PROBLEM_STATUS } from "../../../contract/problem.ts";
import type { ProblemCode } from "../../../contract/problem.ts";

export type OpenApiDocument = oas31.OpenAPIObject;

const TAGS: Readonly<Record<Operation["tag"], string>> = {
  Session: "Who is calling.",
  Sidebar: "What the cards beside a mail or an event show: one call a card.",
  Contacts: "Leads and clients, one record with a kind.",
  Activities: "Mails, meetings, notes and calls: one record for the whole team.",
  Mail: "Mails sent through the caller's own Gmail, and the texts they are made of.",
  Meetings: "Booked in the caller's own Google Calendar.",
  Sync: "The background sync of the caller's mailbox and calendars.",
  Settings: "Rules and what holds for the whole workspace.",
  Operations: "Probes for whoever runs the server.",
};
/** What any operation may answer; `caller: "user"` adds those about the caller. */
const ALWAYS: readonly ProblemCode[] = ["rate_limited", "internal", "unavailable"];
const WITH_CALLER: readonly ProblemCode[] = ["unauthenticated", "forbidden", "google_unavailable"];
const WITH_QUERY: readonly ProblemCode[] = ["invalid_input"];
const WITH_BODY: readonly ProblemCode[] = ["invalid_input", "payload_too_large", "unsupported_media_type"];

export function createOpenApiDocument(publicUrl: string): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [name, operation] of Object.entries<Operation>(operations)) {
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = describe(name, operation);
  }
  return createDocument(
    {
      openapi: "3.1.1",
      info: {
        title: "Rapport",
        version: "1",
        description:
          "A CRM inside Gmail and Google Calendar. JSON in UTF-8 both ways, times in ISO 8601 with offset, ids opaque. " +
          "Errors are RFC 9457 problems; branch on `code`. Answers may gain fields.",
      },
      servers: [{ url: publicUrl }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      paths: paths satisfies ZodOpenApiPathsObject,
      components: {
        schemas: { Problem },
        securitySchemes: {
          idToken: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "Google ID token",
            description:
              "An ID token of a client the server accepts, as `ScriptApp.getIdentityToken()` gives it.",
          },
          session: {
            type: "apiKey",
            in: "cookie",
            name: publicUrl.startsWith("https:") ? "__Host-rapport" : "rapport",
            description:
              "Signed in on the pages. Everything but GET must come from the same origin and show the page's token as `X-CSRF-Token`.",
          },
        },
      },
    },
    {
      override: ({ jsonSchema }) => {
        // A shape may gain fields; a client that refuses unknown ones would break then.
        delete jsonSchema.additionalProperties;
      },
    },
  );
}

/** The problems an operation may answer with, besides what its own entry names. */
export function problemsOf({ caller, query, body, problems }: Operation): readonly ProblemCode[] {
  const codes = [
    ...problems,
    ...(query ? WITH_QUERY : []),
    ...(body ? WITH_BODY : []),
    ...(caller === "user" ? WITH_CALLER : []),
    ...ALWAYS,
  ];
  return [...new Set(codes)].sort((one, other) => PROBLEM_STATUS[one] - PROBLEM_STATUS[other]);
}

function describe(name: string, operation: Operation): ZodOpenApiOperationObject {
  const { summary, tag, caller, params, query, body, idempotent } = operation;
  const parameters = {
    ...(params ? { path: params } : {}),
    ...(query ? { query } : {}),
    ...(idempotent ? { header: z.object({ "Idempotency-Key": IdempotencyKey }) } : {}),
  };
  return {
    operationId: name,
    summary,
    tags: [tag],
    security: caller === "user" ? [{ idToken: [] }, { session: [] }] : [],
    ...(Object.keys(parameters).length > 0 ? { requestParams: parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { "application/json": { schema: body } } } } : {}),
    responses: describeResponses(operation),
  };
}

function describeResponses(operation: Operation): ZodOpenApiResponsesObject {
  const responses: ZodOpenApiResponsesObject = {};
  for (const [status, schema] of Object.entries(operation.answers)) {
    responses[status as `${1 | 2}${string}`] = schema
      ? { description: status === "201" ? "Created" : "Done", content: { "application/json": { schema } } }
      : { description: "Done; no body" };
  }
  const byStatus = Object.groupBy(problemsOf(operation), (code) => PROBLEM_STATUS[code].toString());
  for (const [status, codes = []] of Object.entries(byStatus)) {
    responses[status as `${4 | 5}${string}`] = {
      description: codes.join(", "),
      content: { "application/problem+json": { schema: Problem } },
    };
  }
  return responses;
}
