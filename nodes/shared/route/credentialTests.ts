import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { instantOf } from '../../../flow/instant';
import { secretFault } from '../../../flow/route/secret';

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
	const fault = secretFault(name, secret);
	return fault ? failed(fault) : { status: 'OK', message: `The ${name} can be used` };
}

function failed(message: string): INodeCredentialTestResult {
	return { status: 'Error', message };
}
