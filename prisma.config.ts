/** Only for Prisma's own command line (`prisma generate`, `prisma migrate deploy`); the product applies migrations itself. */
import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "backend/prisma/schema.prisma",
  migrations: { path: "backend/prisma/migrations" },
});
