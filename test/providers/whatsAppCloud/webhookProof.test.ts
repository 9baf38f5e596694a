import { createHmac } from 'node:crypto';

import { challengeAnswer, isSignedBy } from '../../../providers/whatsAppCloud/webhookProof';

const SECRET = 'app-secret-of-the-test';
const BODY = Buffer.from('{"object":"whatsapp_business_account","entry":[{"id":"\\u00e9 é"}]}\n');
const hmac = (body: Buffer, secret: string) => createHmac('sha256', secret).update(body).digest('hex');
const SIGNATURE = `sha256=${hmac(BODY, SECRET)}`;

describe('the signature of Meta', () => {
	it.each([
		['as Meta writes it', SIGNATURE, SECRET],
		['in capitals', SIGNATURE.toUpperCase(), SECRET],
		['with white space around it', ` ${SIGNATURE} `, SECRET],
		['of a secret that was pasted with white space', SIGNATURE, ` ${SECRET}\n`],
	])('is good %s', (_, header, secret) => {
		expect(isSignedBy(BODY, header, secret)).toBe(true);
	});

	it('is the one that RFC 4231 gives for its second case', () => {
		const signature = 'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
		expect(isSignedBy(Buffer.from('what do ya want for nothing?'), signature, 'Jefe')).toBe(true);
	});

	it.each([
		['for another body', BODY.subarray(1), SIGNATURE, SECRET],
		['for a body that was written anew', Buffer.from(JSON.stringify(JSON.parse(BODY.toString()))), SIGNATURE, SECRET],
		['of another secret', BODY, SIGNATURE, 'other'],
		['of no secret', BODY, `sha256=${hmac(BODY, '')}`, ''],
		['of a blank secret', BODY, `sha256=${hmac(BODY, '')}`, '  '],
		['that is not there', BODY, undefined, SECRET],
		['that is empty', BODY, '', SECRET],
		['without its scheme', BODY, SIGNATURE.slice(7), SECRET],
		['of another scheme', BODY, `sha1=${createHmac('sha1', SECRET).update(BODY).digest('hex')}`, SECRET],
		['that is cut off', BODY, SIGNATURE.slice(0, -1), SECRET],
		['with more at its end', BODY, `${SIGNATURE}00`, SECRET],
		['of two', BODY, `${SIGNATURE}, ${SIGNATURE}`, SECRET],
	])('is not good %s', (_, body, header, secret) => {
		expect(isSignedBy(body, header, secret)).toBe(false);
	});
});

describe("the answer to Meta's question", () => {
	const query = (rest: object = {}) => ({ 'hub.mode': 'subscribe', 'hub.verify_token': 'my-token', 'hub.challenge': '1158201444', ...rest });

	it('is the challenge', () => {
		expect(challengeAnswer(query(), 'my-token')).toBe('1158201444');
		expect(challengeAnswer(query(), ' my-token\n')).toBe('1158201444');
	});

	it.each<[string, Record<string, unknown>, string]>([
		['another token', query({ 'hub.verify_token': 'other' }), 'my-token'],
		['a token in other case', query({ 'hub.verify_token': 'MY-TOKEN' }), 'my-token'],
		['no token', query({ 'hub.verify_token': undefined }), 'my-token'],
		['two tokens', query({ 'hub.verify_token': ['my-token', 'x'] }), 'my-token'],
		['an empty token, when there is none in the credential', query({ 'hub.verify_token': '' }), ''],
		['an empty token, when it is blank in the credential', query({ 'hub.verify_token': '' }), '  '],
		['another mode', query({ 'hub.mode': 'unsubscribe' }), 'my-token'],
		['no mode', query({ 'hub.mode': undefined }), 'my-token'],
		['no challenge', query({ 'hub.challenge': undefined }), 'my-token'],
		['two challenges', query({ 'hub.challenge': ['1', '2'] }), 'my-token'],
		['nothing', {}, 'my-token'],
	])('is none for %s', (_, given, token) => {
		expect(challengeAnswer(given, token)).toBeUndefined();
	});
});
