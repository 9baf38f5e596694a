import { createHmac } from 'node:crypto';

import type { SignatureCheck } from '../../../flow/route/signature';
import { signatureDigits, signatureFault } from '../../../flow/route/signature';

const SECRET = 'a-secret-of-thirty-two-characters';
const NOW = new Date('2026-11-20T12:00:00.000Z');
const SECONDS = NOW.getTime() / 1000;
const BODY = Buffer.from('{"phone":"+31612345678"}');

const MISSING_SIGNATURE = 'The signature header is missing.';
const MISSING_TIME = 'The time-stamp header is missing.';
const BAD_SIGNATURE = 'The signature must be "sha256=" and 64 hex digits.';
const BAD_TIME = 'The time-stamp must be Unix time in seconds.';
const FAR = "The time-stamp lies more than 300 seconds from the server's clock.";
const MISMATCH = 'The signature does not match the body.';

const signed = (timestamp: string | number, body: Buffer, secret = SECRET) =>
	createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');

const fault = (change: Partial<SignatureCheck> = {}, now = NOW) =>
	signatureFault(
		{
			secret: SECRET,
			rawBody: BODY,
			timestamp: String(SECONDS),
			signature: `sha256=${signed(SECONDS, BODY)}`,
			toleranceSeconds: 300,
			...change,
		},
		now,
	);

describe('a signature is good', () => {
	it('by a digest that was reckoned elsewhere (openssl dgst -sha256 -hmac)', () => {
		const check = {
			secret: 'key',
			rawBody: Buffer.from('{}'),
			timestamp: '1700000000',
			signature: 'sha256=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae',
			toleranceSeconds: 300,
		};
		expect(signatureFault(check, new Date(1_700_000_000_000))).toBeUndefined();
	});

	it.each([
		['with its prefix', `sha256=${signed(SECONDS, BODY)}`],
		['without its prefix', signed(SECONDS, BODY)],
		['in upper case', `SHA256=${signed(SECONDS, BODY).toUpperCase()}`],
		['with white space around it', `  sha256=${signed(SECONDS, BODY)} `],
	])('%s', (_, signature) => {
		expect(fault({ signature })).toBeUndefined();
	});

	it('over an empty body', () => {
		const rawBody = Buffer.alloc(0);
		expect(fault({ rawBody, signature: signed(SECONDS, rawBody) })).toBeUndefined();
	});

	it('over bytes that are no text', () => {
		const rawBody = Buffer.from([0, 255, 128, 10, 13]);
		expect(fault({ rawBody, signature: signed(SECONDS, rawBody) })).toBeUndefined();
	});

	it('with white space around the time-stamp', () => {
		expect(fault({ timestamp: ` ${SECONDS} ` })).toBeUndefined();
	});
});

describe('the time-stamp', () => {
	it.each([
		['as far back as allowed', -300, undefined],
		['a second too far back', -301, FAR],
		['as far ahead as allowed', 300, undefined],
		['a second too far ahead', 301, FAR],
		['half a century back', -1_577_880_000, FAR],
	])('%s', (_, distance, outcome) => {
		const timestamp = String(SECONDS + distance);
		expect(fault({ timestamp, signature: signed(timestamp, BODY) })).toBe(outcome);
	});

	it('is a millisecond too far back', () => {
		const timestamp = String(SECONDS - 300);
		expect(fault({ timestamp, signature: signed(timestamp, BODY) }, new Date(NOW.getTime() + 1))).toBe(FAR);
	});

	it.each([
		'now',
		'-1',
		'1.5',
		'1e9',
		'0x6744',
		'2026-11-20T12:00:00Z',
		String(SECONDS * 1000),
		'9'.repeat(100_000),
		'१७००००००००',
	])('must be Unix time, not %.20s', (timestamp) => {
		expect(fault({ timestamp, signature: signed(timestamp, BODY) })).toBe(BAD_TIME);
	});

	it('is signed along, so that an old call cannot come again under a new time', () => {
		const signature = signed(SECONDS - 100, BODY);
		expect(fault({ timestamp: String(SECONDS - 100), signature })).toBeUndefined();
		expect(fault({ timestamp: String(SECONDS), signature })).toBe(MISMATCH);
	});
});

describe('a signature is not good', () => {
	it.each<[string, Partial<SignatureCheck>, string]>([
		['when it is missing', { signature: undefined }, MISSING_SIGNATURE],
		['when it is empty', { signature: '' }, MISSING_SIGNATURE],
		['without a time-stamp', { timestamp: undefined }, MISSING_TIME],
		['with an empty time-stamp', { timestamp: '' }, MISSING_TIME],
		['when it is too short', { signature: `sha256=${'a'.repeat(63)}` }, BAD_SIGNATURE],
		['when it is too long', { signature: `sha256=${'a'.repeat(65)}` }, BAD_SIGNATURE],
		['when it is not hex', { signature: `sha256=${'g'.repeat(64)}` }, BAD_SIGNATURE],
		['by another algorithm', { signature: `sha1=${'a'.repeat(40)}` }, BAD_SIGNATURE],
		['when its header is doubled', { signature: `${signed(SECONDS, BODY)}, ${signed(SECONDS, BODY)}` }, BAD_SIGNATURE],
		['when it is very long', { signature: 'a'.repeat(1_000_000) }, BAD_SIGNATURE],
		['when it is all zeros', { signature: '0'.repeat(64) }, MISMATCH],
		['by another secret', { signature: signed(SECONDS, BODY, 'another') }, MISMATCH],
		['over another body', { rawBody: Buffer.from('{"phone":"+31612345679"}') }, MISMATCH],
		['over a body that was written anew', { rawBody: Buffer.from('{ "phone": "+31612345678" }') }, MISMATCH],
		['over the body alone', { signature: createHmac('sha256', SECRET).update(BODY).digest('hex') }, MISMATCH],
	])('%s', (_, change, outcome) => {
		expect(fault(change)).toBe(outcome);
	});

	it('when dot and digits move between time-stamp and body', () => {
		const signature = signed(SECONDS, Buffer.from('1.{}'));
		expect(fault({ signature, timestamp: `${SECONDS}.1`, rawBody: Buffer.from('{}') })).toBe(BAD_TIME);
	});
});

describe('the one form of a signature', () => {
	const digits = '0a'.repeat(32);

	it.each([digits, `sha256=${digits}`, `SHA256=${digits.toUpperCase()}`, ` ${digits} `])('is that of "%s"', (way) => {
		expect(signatureDigits(way)).toBe(digits);
	});

	it('is none of what is no signature', () => {
		for (const other of ['', 'sha256=', `${digits}0`, `sha1=${digits}`]) expect(signatureDigits(other)).toBeUndefined();
	});
});
