import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { instantOf } from '../../flow/instant';

/** A secret that is shorter can be guessed. */
const SHORTEST_SECRET = 16;

/** There is no server to ask, so the test looks at the token itself. */
export async function routeToken(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const until = String(data.previousTokenValidUntil ?? '').trim();
	if (until !== '' && !instantOf(until, 'utc')) {
		return failed('Previous Token Valid Until is not a date. Write for example 2026-12-31T18:00:00Z.');
	}
	return secretTest('token', String(data.token ?? ''));
}

/** The same for the secret by which calls are signed. */
export async function signingSecret(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return secretTest('secret', String(data.secret ?? ''));
}

function secretTest(name: string, secret: string): INodeCredentialTestResult {
	if (/\s/.test(secret)) return failed(`The ${name} has white space in it. Callers could not send it.`);
	if (secret.length < SHORTEST_SECRET) return failed(`The ${name} is shorter than ${SHORTEST_SECRET} characters and could be guessed.`);
	return { status: 'OK', message: `The ${name} can be used` };
}

function failed(message: string): INodeCredentialTestResult {
	return { status: 'Error', message };
}
