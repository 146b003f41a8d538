/**
 * Sends a command to the simulated BTCPay's control (`server/simulator/README.md`).
 *
 * @param simulatorUrl Origin of the simulator, without a trailing slash.
 * @param command Name, e.g. `pay`.
 * @param body What the command takes.
 * @returns Status and JSON of the answer; an empty object where there is none.
 * @throws Error when the simulator does not answer within 10 s.
 */
export async function sendControl(
  simulatorUrl: string,
  command: string,
  body: Readonly<Record<string, unknown>>,
): Promise<{ readonly status: number; readonly json: Readonly<Record<string, unknown>> }> {
  const response = await fetch(`${simulatorUrl}/control/${command}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const json: unknown = await response.json().catch(() => null);
  return { status: response.status, json: typeof json === 'object' && json !== null ? { ...json } : {} };
}
