import type { ClientError } from './generated/ClientError';

/** Whatever a door threw, as the error it promised; anything else is a fault of ours. */
export function asClientError(thrown: unknown): ClientError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'detail' in thrown) {
    return thrown as ClientError;
  }
  // Tauri refuses arguments that do not parse (an address that is none) with a plain sentence of its own.
  if (typeof thrown === 'string') return { code: 'badRequest', detail: thrown };
  return { code: 'internal', detail: String(thrown) };
}
