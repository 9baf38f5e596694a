import type { Example } from './support/examples';
import { enterOptedOut, publishExample } from './support/examples';
import type { Execution } from './support/n8n';
import { json, messagesTo, rest, runDataOf, until } from './support/n8n';

const SENDER = '+31611120001';
const ANN = '+31611120002';

interface Told {
	status: number;
	body: Record<string, unknown>;
}

/** The same, whatever is known of the friend. */
const THANKS: Told = { status: 200, body: { message: 'Thank you. If your friend wants to hear from us, a message is on its way.' } };

describe('the example referral in a real n8n', () => {
	let example: Example;

	beforeAll(async () => {
		example = await publishExample('referral');
	});

	/** Sends a message as somebody would write it, with what else the form asks for, and gives the answer. */
	async function write(text: string, { phone = SENDER, ...form }: { phone?: string; friendAgrees?: boolean } = {}): Promise<Told> {
		const response = await example.route.call(json({ phone, text, ...form }));
		return { status: response.status, body: (await response.json()) as Record<string, unknown> };
	}

	async function welcomes(): Promise<Execution[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: example.ids['referral-welcome'] }));
		return (await rest<{ results: Execution[] }>('GET', `/executions?filter=${filter}`)).results;
	}

	const naming = (friend: string, name = 'Ann') => `Please tell my friend ${name}, ${friend}`;
	const name = async (friend: string, called?: string) => await write(naming(friend, called), { friendAgrees: true });
	const welcomed = async () => await until(async () => (await welcomes()).every(({ status }) => status === 'success'));

	it('welcomes a friend who is named in a message, and has a number and a yes', async () => {
		expect(await name('06 1112 0002')).toEqual(THANKS);
		await until(async () => (await messagesTo(ANN)).length > 0);
		expect(await messagesTo(ANN)).toEqual(['Hello Ann, a friend has told us about you. Write STOP if you want no more messages.']);
		expect(await messagesTo(SENDER)).toEqual([]);
		await until(async () => (await welcomes())[0].status === 'success');
	});

	it.each([
		['who has not agreed', naming('+31 6 1112 0003'), false, 'noConsent'],
		['of whom it is not said whether they agree', naming('+31 6 1112 0003'), undefined, 'noConsent'],
		['whose yes is only in the text', `${naming('+31 6 1112 0003')}, she agrees`, undefined, 'noConsent'],
		['whose number is none', naming('+31 6 0000 0000'), true, 'invalidContact'],
		['who has no number', 'Please tell my friend Ann', true, 'invalidContact'],
	])('adds nobody %s, and says why', async (_, text, friendAgrees, reason) => {
		const before = (await welcomes()).length;
		expect(await write(text, { friendAgrees })).toEqual({ status: 422, body: { reason, message: expect.stringMatching(/\w+ \w+/) } });
		expect(await welcomes()).toHaveLength(before);
	});

	it('knows the sender, and keeps with the friend by whom they were named', async () => {
		await write('Hello?');
		await name('+31 6 1112 0006');
		const [{ id }] = await example.route.settled(2);
		const { 'Message Came In': began, 'Add the Friend': adds } = await runDataOf(id);
		const { participant } = began[0].data.main[0][0].json as { participant: { id: string } };
		expect(participant).toMatchObject({ phone: SENDER, isNew: false, attributes: {} });
		expect(adds[0].data.main[0][0].json).toMatchObject({
			phone: SENDER,
			addToFlow: { participant: { phone: '+31611120006', attributes: { referredAs: 'Ann', referredBy: participant.id } } },
		});
	});

	it('welcomes nobody twice, and lets nobody give a customer another name', async () => {
		const before = (await welcomes()).length;
		expect(await name(ANN, 'Nobody')).toEqual(THANKS);
		await until(async () => (await welcomes()).length === before + 1);
		await welcomed();
		const [{ id }] = await welcomes();
		const { participant } = (await runDataOf(id))['Friend Was Added'][0].data.main[0][0].json;
		expect(participant).toMatchObject({ isNew: false, attributes: { referredAs: 'Nobody' } });
		expect(participant).not.toHaveProperty('attributes.firstName');
		expect(await messagesTo(ANN)).toHaveLength(1);
	});

	it('adds nobody who has written STOP, and tells nobody so', async () => {
		const bob = '+31611120004';
		expect(await write('Stop!', { phone: bob })).toMatchObject({ status: 200, body: { message: expect.stringContaining('no more messages') } });
		const before = (await welcomes()).length;
		expect(await name(bob, 'Bob')).toEqual(THANKS);
		expect(await welcomes()).toHaveLength(before);

		expect(await write('start', { phone: bob })).toEqual({ status: 200, body: { message: 'Welcome back.' } });
		expect(await name(bob, 'Bob')).toEqual(THANKS);
		await until(async () => (await welcomes()).length === before + 1);
		await welcomed();
		// Bob has written to us himself, so he is not new.
		expect(await messagesTo(bob)).toEqual([]);
	});

	it('sends nothing to a friend who opts out before the welcome goes out', async () => {
		const eve = '+31611120007';
		const after = await enterOptedOut(example.ids['referral-welcome'], eve, { participant: 'another', phone: eve, consent: true, takeBack: 'all' });
		expect(after).toMatchObject({ optOut: { status: 'optedOut' }, addToFlow: { status: 'added', participant: { isNew: true } } });
		expect(await messagesTo(eve)).toEqual([]);

		const before = (await welcomes()).length;
		expect(await name(eve, 'Eve')).toEqual(THANKS);
		expect(await welcomes()).toHaveLength(before);
	});

	it('takes a message that only has a stop word in it for what it is', async () => {
		expect(await write('Stop by at my friend Eve, +31 6 1112 0005', { friendAgrees: true })).toEqual(THANKS);
		await until(async () => (await messagesTo('+31611120005')).length === 1);
	});

	it('says only that it does not work when the second flow cannot be entered', async () => {
		await welcomed();
		await rest('POST', `/workflows/${example.ids['referral-welcome']}/deactivate`);
		await until(async () => (await name('+31 6 1112 0008')).status !== 200);
		expect(await name('+31 6 1112 0009')).toEqual({
			status: 502,
			body: { message: 'We cannot do this right now. Please try again later.' },
		});
	});

	it('had no run that failed', async () => {
		const runs = [...(await example.route.executions()), ...(await welcomes())];
		expect(runs.map(({ status }) => status)).not.toContain('error');
	});
});
