import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readInfobipEvents } from '../../providers/infobip/messageEvents';
import { readWhatsAppCloudEvents } from '../../providers/whatsAppCloud/messageEvents';
import { describeWithDocuments, DOCUMENTS } from '../support/prism';

interface Operation {
	requestBody: { content: { 'application/json': { examples: Record<string, { value: object }> } } };
}

interface OpenApiDocument {
	paths: Record<string, { post?: Operation }>;
	webhooks: Record<string, { post: Operation }>;
}

const read = (document: string) => JSON.parse(readFileSync(join(DOCUMENTS, document), 'utf8')) as OpenApiDocument;
const examplesOf = ({ requestBody }: Operation) => Object.entries(requestBody.content['application/json'].examples);

describeWithDocuments("Infobip's own examples of events", ['infobip-whatsapp.json'], () => {
	const examplesFor = (webhook: string) => examplesOf(read('infobip-whatsapp.json').webhooks[webhook].post);

	it('are messages, of whatever type', () => {
		const events = examplesFor('receive-inbound-whatsapp-messages').flatMap(([, { value }]) => readInfobipEvents(value));
		expect(events.length).toBeGreaterThanOrEqual(20);
		for (const event of events) {
			const at = '2025-01-01T10:10:00.000Z';
			expect(event).toMatchObject({ kind: 'message', channel: 'whatsapp', at, sender: '41793026731', phone: '+385919998888', providerId: 'HR.123123123', name: 'Frank' });
			expect([event.type, event.messageId]).toEqual([expect.stringMatching(/^[A-Z_]+$/), expect.stringMatching(/^wamid\./)]);
		}
		const texts = new Map(events.map(({ type, text, payload }) => [type, { text, payload }]));
		expect(texts.get('BUTTON')).toEqual({ text: 'Button text', payload: 'Payload' });
		expect(texts.get('INTERACTIVE_BUTTON_REPLY')).toEqual({ text: 'Button reply title', payload: 'button-reply-id' });
		expect(texts.get('INTERACTIVE_LIST_REPLY')).toEqual({ text: 'List reply title', payload: 'list-reply-id' });
		expect(texts.get('VOICE')).toEqual({ text: 'Voice Note' });
	});

	it('are reports', () => {
		const names = ['receive-whatsapp-delivery-reports', 'receive-whatsapp-seen-reports'];
		const events = names.flatMap(examplesFor).flatMap(([, { value }]) => readInfobipEvents(value));
		expect(events).toEqual([
			expect.objectContaining({ kind: 'delivered', messageId: 'fb469d73-d362-463f-b30f-1e959b53badc', phone: '+41793026731', at: '2019-04-09T19:01:56.494Z' }),
			expect.objectContaining({ kind: 'read', messageId: '1215f543ab19-345f-adbd-12ad31451ed25f35', sender: '41793026731', at: '2018-12-12T11:21:58.251Z' }),
		]);
	});
});

describeWithDocuments("Meta's own examples of events", ['meta-whatsapp.json'], () => {
	const examples = () => examplesOf(read('meta-whatsapp.json').paths['/whatsapp/webhooks'].post as Operation);

	it('are what their names say', () => {
		const kinds = examples().flatMap(([name, { value }]) => {
			const expected = /^(?:Group|System)/.test(name) ? 'other' : 'message';
			return readWhatsAppCloudEvents(value).map(({ kind }) => [name, kind, expected]);
		});
		expect(new Set(kinds.map(([, kind]) => kind))).toEqual(new Set(['message', 'other']));
		expect(kinds.filter(([, kind, expected]) => kind !== expected)).toEqual([]);
	});

	it('have what people wrote and chose', () => {
		const written = examples().flatMap(([, { value }]) => readWhatsAppCloudEvents(value)).map(({ type, text, payload }) => [type, text, payload]);
		expect(written).toEqual(
			expect.arrayContaining([
				['text', 'Does it come in another color?', undefined],
				['button', 'Unsubscribe', 'Unsubscribe'],
				['interactive', 'Priority Mail Express', 'priority_express'],
				['interactive', 'Cancel', 'cancel-button'],
				['image', 'Taj Mahal', undefined],
				['reaction', '👍', undefined],
			]),
		);
	});
});
