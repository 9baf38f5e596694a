import { flowSummary } from '../../../flow/conversation/summary';

const CHAT = {
	status: 'ended',
	sessionId: 's-1',
	variables: { reason: 'refund' },
	transcript: [
		{ id: '1', from: 'participant', at: '', text: 'I want my\nmoney back' },
		{ id: '2', from: 'bot', at: '', text: 'Which order?' },
		{ id: '3', from: 'hacker', at: '', text: 'no' },
		null,
	],
};

describe('flowSummary', () => {
	it('tells the chat first, and then what is known', () => {
		expect(flowSummary({ orderId: 'A-1', chatbot: CHAT, order: { total: 12.5, paid: true } })).toBe(
			['Chat so far:', 'Customer: I want my money back', 'Chatbot: Which order?', '', 'Known from the flow:', 'orderId: A-1', 'chatbot.reason: refund', 'order.total: 12.5', 'order.paid: true'].join('\n'),
		);
	});

	it.each(['apiKey', 'api_key', 'accessToken', 'password', 'Authorization', 'clientSecret', 'sessionId', 'cardNumber', 'otp'])('leaves out %s, at any depth', (name) => {
		expect(flowSummary({ [name]: 'hush', inner: { [name]: 'hush', list: [{ [name]: 'hush' }] } })).toBe('');
	});

	it('leaves out what is empty, and what the builder has named', () => {
		expect(flowSummary({ a: '', b: null, c: undefined, d: {}, e: [], own: 'x' }, new Set(['own']))).toBe('');
	});

	it('stays within what providers take, whatever comes', () => {
		let deep: unknown = 1;
		for (let n = 0; n < 10_000; n++) deep = { deep };
		const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`v${n}`, '😀'.repeat(500)]));
		const text = flowSummary({ ...many, deep, chat: { transcript: Array.from({ length: 900 }, (_, n) => ({ from: 'bot', text: `line ${n} ${'x'.repeat(90)}` })) } });
		expect(text.length).toBeLessThanOrEqual(3_500);
		expect(text).toContain('line 899');
		expect(text.isWellFormed()).toBe(true);
	});
});
