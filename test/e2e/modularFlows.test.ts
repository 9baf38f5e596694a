import type { Example } from './support/examples';
import { enterOptedOut, publishExample } from './support/examples';
import type { Execution } from './support/n8n';
import { json, messagesTo, rest, runDataOf, until } from './support/n8n';

describe('the example modular-flows in a real n8n', () => {
	let example: Example;
	let notice: string;

	beforeAll(async () => {
		example = await publishExample('modular-flows');
		notice = example.ids['modular-flows-notice'];
	});

	async function ask(orderId: string, phone: string): Promise<{ status: number; body: Record<string, unknown> }> {
		const response = await example.route.call(json({ orderId, phone }));
		return { status: response.status, body: (await response.json()) as Record<string, unknown> };
	}

	async function notices(): Promise<Execution[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: notice }));
		return (await rest<{ results: Execution[] }>('GET', `/executions?filter=${filter}`)).results;
	}

	it('hands over what the second flow declares, and answers with what it gives back', async () => {
		const sentence = 'Your order A-1001 is on its way.';
		expect(await ask('A-1001', '06 1113 0001')).toEqual({
			status: 200,
			body: { orderId: 'A-1001', status: 'shipped', toldCustomer: sentence, noticeId: expect.stringMatching(/^msg-/) },
		});
		expect(await messagesTo('+31611130001')).toEqual([sentence]);

		const [{ id }] = await notices();
		const entered = (await runDataOf(id))['Notice Asked For'][0].data.main[0][0].json;
		expect(entered).toEqual({ reference: 'A-1001', state: 'shipped', to: '+31611130001' });
	});

	it('answers 502 with the reason when the second flow fails, and keeps to itself what failed there', async () => {
		expect(await ask('A-1002', '+31612340000')).toEqual({ status: 502, body: { reason: 'secondaryFlowFailed' } });
		expect((await notices())[0].status).toBe('error');
		const [{ id }] = await example.route.settled(2);
		const [, notTold] = (await runDataOf(id))['Tell the Customer'][0].data.main;
		expect(notTold[0].json).toMatchObject({
			addToFlow: { message: 'The secondary flow failed: The messaging service did not take the notice (400).' },
		});
	});

	it('sends nothing to a customer who opts out before the notice goes out, and is told so without an error afterwards', async () => {
		const phone = '+31611130003';
		const workflowInputs = { mappingMode: 'defineBelow', value: { reference: 'A-1001', state: 'shipped', to: phone } };
		const after = await enterOptedOut(notice, phone, { variables: 'declared', workflowInputs, takeBack: 'all' });
		expect(after).toMatchObject({ optOut: { status: 'optedOut' }, addToFlow: { status: 'added', optOutChecked: false } });
		expect(after).not.toHaveProperty('sentence');
		expect((await notices())[0].status).toBe('success');

		const before = (await notices()).length;
		expect(await ask('A-1001', phone)).toEqual({ status: 200, body: { reason: 'optedOut' } });
		expect(await notices()).toHaveLength(before);
		expect(await messagesTo(phone)).toEqual([]);
	});

	it('does not get that far without an order', async () => {
		const before = (await notices()).length;
		expect(await ask('Z-1', '+31611130001')).toEqual({ status: 404, body: { message: 'We could not find this order.' } });
		expect(await notices()).toHaveLength(before);
	});

	it('answers 502 with the reason when the second flow is not published any more', async () => {
		await rest('POST', `/workflows/${notice}/deactivate`);
		await until(async () => (await ask('A-1001', '+31611130002')).body.reason === 'targetNotPublished');
		const sent = (await messagesTo('+31611130002')).length;
		expect(await ask('A-1001', '+31611130002')).toEqual({ status: 502, body: { reason: 'targetNotPublished' } });
		expect(await messagesTo('+31611130002')).toHaveLength(sent);
	});

	it('had no run of the first flow that failed', async () => {
		expect((await example.route.executions()).map(({ status }) => status)).not.toContain('error');
	});
});
