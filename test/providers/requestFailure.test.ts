import type { FailureCause } from '../../flow/http/message';
import { quote, requestFailure } from '../../providers/requestFailure';
import { outcomeOf } from './support/fakeService';

const REQUEST = { service: 'Acme', aim: 'the participant entered the flow' };
const UNKNOWN = 'It is not known whether the participant entered the flow.';

describe('why a request failed', () => {
	it.each([
		[301, 'providerError', `Acme gave an answer that it should not give (301). Check the address in the credential. ${UNKNOWN}`],
		[400, 'targetRejected', 'Acme refused the request (400).'],
		[401, 'notAuthorized', 'Acme does not accept the API key (401). Check it in the credential.'],
		[403, 'notAuthorized', 'Acme does not allow this with the API key (403). Check what the key may do.'],
		[404, 'targetMissing', 'Acme knows nothing under this address (404).'],
		[408, 'providerError', 'Acme did not take the request for now (408).'],
		[425, 'providerError', 'Acme did not take the request for now (425).'],
		[429, 'rateLimited', 'Acme takes no more requests for now (429).'],
		[500, 'providerError', `Acme answered with the error 500. ${UNKNOWN}`],
		[503, 'providerError', `Acme answered with the error 503. ${UNKNOWN}`],
	])('%i is %s', (status, reason, message) => {
		expect(requestFailure(outcomeOf({ status }), REQUEST)).toEqual({ reason, message, details: { httpStatus: status } });
	});

	it('says how often a busy service was asked', () => {
		expect(requestFailure(outcomeOf({ status: 429 }, 4), REQUEST).message).toBe(
			'Acme takes no more requests for now (429), also after 4 tries.',
		);
	});

	it('has what the service says', () => {
		const error = { code: 'E-1', text: 'Mind the gap' };
		expect(requestFailure(outcomeOf({ status: 422 }), { ...REQUEST, error })).toEqual({
			reason: 'targetRejected',
			message: 'Acme refused the request (422). It says: Mind the gap',
			details: { httpStatus: 422, errorCode: 'E-1' },
		});
	});

	it.each<FailureCause>(['dns', 'refused', 'tls', 'blocked'])('%s means that nobody can have entered', (cause) => {
		const { reason, message } = requestFailure(outcomeOf({ cause }), REQUEST);
		expect(reason).toBe('noResponse');
		expect(message).toMatch(/^Acme gave no response\. .+ The request did not arrive\.$/);
	});

	it.each<FailureCause>(['timeout', 'cut-off', 'response-too-large', 'too-many-redirects', 'unknown'])(
		'%s leaves open whether somebody entered',
		(cause) => {
			const { reason, message } = requestFailure(outcomeOf({ cause }), REQUEST);
			expect(reason).toBe('noResponse');
			expect(message).toMatch(/^Acme gave no response\. .+ It is not known whether the participant entered the flow\.$/);
		},
	);
});

describe('what a service says', () => {
	it.each<[string, string | undefined, string]>([
		['is put on one line', 'one\n\ttwo ', ' It says: one two'],
		['is left out when there is nothing', ' ', ''],
		['is left out when it is not known', undefined, ''],
		[
			'is repeated without the query of a URL',
			'No POST for /flow/x?user.phone_no=31612345678&token=hush (see "https://a.example/b?key=hush")',
			' It says: No POST for /flow/x (see "https://a.example/b")',
		],
		['keeps its question marks', 'Is this right? a=b', ' It says: Is this right? a=b'],
	])('%s', (_, text, quoted) => {
		expect(quote(text)).toBe(quoted);
	});

	it('is cut where nobody reads on, and never within a character', () => {
		expect(quote('x'.repeat(300))).toBe(` It says: ${'x'.repeat(300)}`);
		expect(quote('x'.repeat(301))).toBe(` It says: ${'x'.repeat(299)}…`);
		expect(quote('😀'.repeat(200)).isWellFormed()).toBe(true);
	});
});
