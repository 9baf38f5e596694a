import type { ProblemKind } from '../../../flow/route/problem';
import { PROBLEM_MEDIA_TYPE, refuse } from '../../../flow/route/problem';

describe('a problem', () => {
	it.each<[ProblemKind, number, string]>([
		['body-unreadable', 400, 'The body cannot be read'],
		['unauthorized', 401, 'A valid token is needed'],
		['signature-invalid', 401, 'A valid signature is needed'],
		['address-not-allowed', 403, 'The address is not allowed'],
		['method-not-allowed', 405, 'The method is not allowed'],
		['body-too-large', 413, 'The body is too large'],
		['media-type-not-supported', 415, 'The media type is not supported'],
		['attributes-invalid', 422, 'The attributes are not valid'],
		['flow-failed', 500, 'The flow failed'],
		['flow-ended-without-answer', 500, 'The flow ended without an answer'],
		['route-misconfigured', 500, 'The route is not set up correctly'],
		['flow-too-slow', 504, 'The flow did not answer in time'],
	])('of the kind %s has the status %i', (kind, status, title) => {
		expect(refuse(kind, 'What went wrong.')).toEqual({
			problem: { type: `urn:n8n-nodes-flow-elements:problem:${kind}`, title, status, detail: 'What went wrong.' },
			headers: {},
		});
	});

	it('carries the headers and the failing fields that go with it', () => {
		const errors = [{ pointer: '#/phone', detail: 'is required' }];
		const refusal = refuse('attributes-invalid', 'Look.', { headers: { Allow: 'POST' }, errors });
		expect(refusal.headers).toEqual({ Allow: 'POST' });
		expect(refusal.problem.errors).toEqual(errors);
	});

	it('has the media type of RFC 9457', () => {
		expect(PROBLEM_MEDIA_TYPE).toBe('application/problem+json');
	});
});
