import { secretFault } from '../../../flow/route/secret';

describe('a secret that a person chose', () => {
	it.each(['0123456789abcdef', 'a'.repeat(200)])('can be used when it is long enough: %s', (secret) => {
		expect(secretFault('token', secret)).toBeUndefined();
	});

	it.each([
		['', 'The token is shorter than 16 characters and could be guessed.'],
		['0123456789abcde', 'The token is shorter than 16 characters and could be guessed.'],
		['0123456789 abcdef', 'The token has white space in it. Callers could not send it.'],
	])('is refused as %p', (secret, fault) => {
		expect(secretFault('token', secret)).toBe(fault);
	});
});
