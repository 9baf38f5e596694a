import type { HttpRequest } from '../flow/http/message';
import type { HttpOutcome } from '../flow/http/send';

/**
 * Sends a request to a service. The key, the time-out and the retries are its matter; whatever comes of it is an
 * outcome, and it throws only when the run is cancelled.
 */
export type SendRequest = (request: HttpRequest) => Promise<HttpOutcome>;

/** The headers of a request with a JSON body. */
export const JSON_HEADERS: Readonly<Record<string, string>> = { accept: 'application/json', 'content-type': 'application/json' };
