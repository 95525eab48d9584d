/** What Google answered where the official client threw. */

export async function refusal(request: Promise<unknown>): Promise<{ status: unknown; data: unknown }> {
  try {
    await request;
  } catch (error) {
    const { response } = error as { response?: { status: number; data: unknown } };
    if (response === undefined) throw error;
    return { status: response.status, data: response.data };
  }
  throw new Error("Google did not refuse");
}
