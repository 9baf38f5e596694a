import { createHmac } from 'node:crypto';

import { trengoProofFault } from '../../../providers/trengo/webhookProof';

const SECRET = 'lVJXbpJa3Ak0x8MW';
const NOW = new Date('2026-11-20T12:00:00.000Z');
const SECONDS = NOW.getTime() / 1000;
const BODY = Buffer.from('message_id=1&message=Caf%C3%A9+%F0%9F%98%80&contact_identifier=%2B31612345678');

const hexOf = (timestamp: number | string, body = BODY, secret = SECRET) => createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');

const faultOf = (header: string | undefined, { body = BODY, secret = SECRET } = {}) => trengoProofFault(body, header, secret, NOW);

it('accepts what Trengo signed, as it is in its documentation', () => {
	expect(faultOf(`${SECONDS};${hexOf(SECONDS)}`)).toBeUndefined();
	// A value that was worked out elsewhere: printf '1763640000.a=1' | openssl dgst -sha256 -hmac secret
	const known = '1763640000;d8bedd3d77c3405b5785ecfa336319615b92e6daabb1108a6a0c613675fecdd9';
	expect(trengoProofFault(Buffer.from('a=1'), known, 'secret', new Date(1_763_640_000_000))).toBeUndefined();
});

it('accepts bytes that are no text', () => {
	const body = Buffer.from([0, 255, 128, 10]);
	expect(faultOf(`${SECONDS};${hexOf(SECONDS, body)}`, { body })).toBeUndefined();
});

it.each([SECONDS - 300, SECONDS + 300])('accepts the time %i, five minutes away', (timestamp) => {
	expect(faultOf(`${timestamp};${hexOf(timestamp)}`)).toBeUndefined();
});

it.each<[string, string | undefined, string]>([
	['no header', undefined, 'The signature header is missing.'],
	['an empty header', '', 'The signature must be Unix time in seconds, a semicolon and 64 hex digits.'],
	['a signature alone', hexOf(SECONDS), 'The signature must be Unix time in seconds, a semicolon and 64 hex digits.'],
	['more parts', `${SECONDS};${hexOf(SECONDS)};x`, 'The signature must be Unix time in seconds, a semicolon and 64 hex digits.'],
	['no signature', `${SECONDS};`, 'The signature header is missing.'],
	['no time', `;${hexOf('')}`, 'The time-stamp header is missing.'],
	['a time that is none', `now;${hexOf('now')}`, 'The time-stamp must be Unix time in seconds.'],
	['a time that is too old', `${SECONDS - 301};${hexOf(SECONDS - 301)}`, "The time-stamp lies more than 300 seconds from the server's clock."],
	['a time that is to come', `${SECONDS + 301};${hexOf(SECONDS + 301)}`, "The time-stamp lies more than 300 seconds from the server's clock."],
	['another time than was signed', `${SECONDS + 1};${hexOf(SECONDS)}`, 'The signature does not match the body.'],
	['another secret', `${SECONDS};${hexOf(SECONDS, BODY, 'other')}`, 'The signature does not match the body.'],
	['another body', `${SECONDS};${hexOf(SECONDS, Buffer.from('message_id=2'))}`, 'The signature does not match the body.'],
	['half a signature', `${SECONDS};${hexOf(SECONDS).slice(0, 32)}`, 'The signature must be "sha256=" and 64 hex digits.'],
])('refuses %s', (_, header, fault) => {
	expect(faultOf(header)).toBe(fault);
});

it('refuses everything for a webhook without a secret, because anybody could sign with none', () => {
	expect(faultOf(`${SECONDS};${hexOf(SECONDS, BODY, '')}`, { secret: '' })).toBe('There is no signing secret for this webhook.');
});
