import type { TextMessage } from '../../../flow/message/textGateway';
import { whatsAppCloudTexts } from '../../../providers/whatsAppCloud/texts';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';

const SENDER = { baseUrl: 'https://graph.facebook.com', version: 'v23.0', phoneNumberId: '106540352242922' };
const MESSAGE: TextMessage = { messageId: 'message-1', to: '+31612345678', text: 'Hello *Ann*\nhttps://shop.example' };
const TAKEN: Answer = { status: 200, body: { messaging_product: 'whatsapp', contacts: [{ input: '31612345678', wa_id: '31612345678' }], messages: [{ id: 'wamid.1' }] } };

const graphError = (status: number, code: number, rest: object = {}): Answer => ({ status, body: { error: { message: `(#${code}) Words`, code, ...rest } } });

async function send(answer: Answer, message: TextMessage = MESSAGE) {
	const service = fakeService(() => answer);
	const outcome = await whatsAppCloudTexts(service.sendRequest, SENDER).send(message);
	return { outcome, requests: service.requests };
}

describe('a text sent by the WhatsApp Cloud API', () => {
	it('is one request, and accepted under the ID of Meta', async () => {
		const { outcome, requests } = await send(TAKEN);
		expect(outcome).toEqual({ accepted: true, messageId: 'wamid.1', details: { whatsAppId: '31612345678' } });
		expect(requests).toHaveLength(1);
		const [{ body = '', ...request }] = requests;
		expect(request).toEqual({
			method: 'POST',
			url: 'https://graph.facebook.com/v23.0/106540352242922/messages',
			headers: { accept: 'application/json', 'content-type': 'application/json' },
		});
		expect(JSON.parse(body)).toEqual({
			messaging_product: 'whatsapp',
			recipient_type: 'individual',
			to: '31612345678',
			type: 'text',
			text: { body: MESSAGE.text },
			biz_opaque_callback_data: 'message-1',
		});
	});

	it.each<[string, Answer, object]>([
		['comes too late', graphError(400, 131047), { class: 'fixRequest', code: '131047', advice: 'Send an approved template.', text: expect.stringContaining('The person has not written within the last 24 hours.') }],
		['is not as it should be', graphError(400, 100), { class: 'fixRequest', code: '100', advice: 'Check the text and the phone number of the message.' }],
		['cannot be delivered', graphError(400, 131026), { class: 'neverSend', code: '131026' }],
		['has no token', graphError(401, 190), { class: 'accountProblem', code: '190' }],
		['is one too many', graphError(400, 131056), { class: 'retryLater', retryAfterMs: 6000 }],
		['meets a fault of Meta', graphError(500, 131000), { class: 'retryNow', mayHaveBeenSent: true }],
		['gets no answer', { cause: 'timeout' }, { class: 'retryLater', mayHaveBeenSent: true }],
		['finds nobody', { cause: 'refused' }, { class: 'retryLater' }],
		['gets an answer of another kind', { status: 200, body: [] }, { class: 'accountProblem', mayHaveBeenSent: true }],
	])('that %s is not accepted', async (_, answer, problem) => {
		const { outcome, requests } = await send(answer);
		expect(outcome).toEqual({ accepted: false, problem: expect.objectContaining(problem) });
		expect(requests).toHaveLength(1);
	});

	it('does not have the number in its problem', async () => {
		const { outcome } = await send(graphError(400, 131026, { error_data: { details: 'No +31612345678' } }));
		expect(JSON.stringify(outcome)).not.toContain('31612345678');
	});

	it('passes the cancelling of the run on', async () => {
		const gateway = whatsAppCloudTexts(() => Promise.reject(new Error('cancelled')), SENDER);
		await expect(gateway.send(MESSAGE)).rejects.toThrow('cancelled');
	});

	it('is not sent with settings that cannot be right', () => {
		expect(() => whatsAppCloudTexts(fakeService(() => TAKEN).sendRequest, { ...SENDER, phoneNumberId: ' ' })).toThrow('Phone Number ID of the credential is empty.');
	});
});
