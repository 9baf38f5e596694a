import type { ICredentialDataDecryptedObject, ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow';

import { routeToken, signingSecret } from '../../../../nodes/shared/route/credentialTests';

const context = {} as ICredentialTestFunctions;
const credential = (data?: ICredentialDataDecryptedObject): ICredentialsDecrypted => ({
	id: '1',
	name: 'Token',
	type: 'any',
	data,
});
const testedToken = (data?: ICredentialDataDecryptedObject) => routeToken.call(context, credential(data));
const testedSecret = (data?: ICredentialDataDecryptedObject) => signingSecret.call(context, credential(data));

const GOOD = 'sixteen-letters!';

describe.each([
	['token', testedToken],
	['secret', testedSecret],
])('the test of a %s', (name, tested) => {
	it('is passed by sixteen characters', async () => {
		expect(await tested({ [name]: GOOD })).toEqual({ status: 'OK', message: `The ${name} can be used` });
	});

	it.each<[string, ICredentialDataDecryptedObject | undefined]>([
		['fifteen characters', { [name]: GOOD.slice(1) }],
		['an empty text', { [name]: '' }],
		['nothing', {}],
		['no data', undefined],
	])('is failed by %s', async (_, data) => {
		expect(await tested(data)).toEqual({
			status: 'Error',
			message: `The ${name} is shorter than 16 characters and could be guessed.`,
		});
	});

	it.each([` ${GOOD}`, `${GOOD}\n`, 'sixteen letters with spaces', `${GOOD}\u00a0`])(
		'is failed by white space in %j',
		async (value) => {
			expect(await tested({ [name]: value })).toEqual({
				status: 'Error',
				message: `The ${name} has white space in it. Callers could not send it.`,
			});
		},
	);
});

describe('the test of a token', () => {
	it.each(['', '   ', '2026-12-31T18:00:00Z', '2026-12-31T18:00:00', '2026-12-31', ' 2026-12-31T18:00:00+01:00 '])(
		'is passed by the end %j of the previous one',
		async (previousTokenValidUntil) => {
			expect(await testedToken({ token: GOOD, previousTokenValidUntil })).toEqual({
				status: 'OK',
				message: 'The token can be used',
			});
		},
	);

	it.each(['soon', '31-12-2026', '18:00', '20', '2026-02-30'])(
		'is failed by the end %j of the previous one',
		async (previousTokenValidUntil) => {
			expect(await testedToken({ token: GOOD, previousTokenValidUntil })).toEqual({
				status: 'Error',
				message: 'Previous Token Valid Until is not a date. Write for example 2026-12-31T18:00:00Z.',
			});
		},
	);

	it('does not repeat the token', async () => {
		const results = [
			await testedToken({ token: 'hush hush' }),
			await testedToken({ token: 'hush' }),
			await testedSecret({ secret: 'hush' }),
		];
		expect(JSON.stringify(results)).not.toContain('hush');
	});
});
