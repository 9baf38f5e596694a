import type { CallHeaders } from './callHeaders';
import { headerOf } from './callHeaders';
import { isSameSecret } from './secret';

/** The tokens of a route: one, or two while callers move from the old one to the new one. */
export interface RouteTokens {
	current: string;
	/** The token before the last rotation. */
	previous?: string;
	/** Until when the previous token is still accepted; without it the previous token is not accepted. */
	previousValidUntil?: Date;
}

/** What a caller showed, and whether it opens the route. */
export type TokenCheck = 'valid' | 'missing' | 'invalid';

/**
 * Checks the token of a call in constant time.
 *
 * @param headers the headers of the call; a token is read from `Authorization: Bearer <token>`,
 *   `Authorization: Basic <token>` (AlertsPanel's form: the key as it is, not base64 of user and password) or
 *   `X-Api-Token: <token>`
 * @param tokens the tokens of the route; an empty token never matches
 * @param now the present instant, for the end of the previous token's life
 */
export function checkToken(headers: CallHeaders, tokens: RouteTokens, now: Date): TokenCheck {
	if (presentedTokens(headers).length === 0) return 'missing';
	return tokenShown(headers, tokens, now) === undefined ? 'invalid' : 'valid';
}

/** @returns which token of the route a call has shown; the current one, when it has shown both; undefined for none */
export function tokenShown(headers: CallHeaders, tokens: RouteTokens, now: Date): string | undefined {
	const presented = presentedTokens(headers);
	// All are compared with all, so that the time it takes tells nothing.
	const matches = acceptedTokens(tokens, now).map((candidate) => ({
		candidate,
		shown: presented.map((token) => isSameSecret(token, candidate)).includes(true),
	}));
	return matches.find(({ shown }) => shown)?.candidate;
}

function presentedTokens(headers: CallHeaders): string[] {
	const authorization = /^(?:bearer|basic) +(\S+) *$/i.exec(headerOf(headers, 'authorization') ?? '');
	const apiToken = headerOf(headers, 'x-api-token')?.trim();
	return [authorization?.[1], apiToken].filter((token): token is string => !!token);
}

function acceptedTokens(tokens: RouteTokens, now: Date): string[] {
	const previousLives = tokens.previousValidUntil !== undefined && now < tokens.previousValidUntil;
	const accepted = [tokens.current, previousLives ? tokens.previous : undefined];
	return accepted.filter((token): token is string => !!token);
}
