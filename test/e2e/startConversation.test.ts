import { randomUUID } from 'node:crypto';

import type { FlowNode } from './support/n8n';
import { BASE, credential, flow, json, node, publish, rest, runDataOf, SIMULATOR, until } from './support/n8n';
import './support/patience';

type Told = { branch: string; result: Record<string, unknown>; json: Record<string, unknown> };

const local = (url: string) => url.replace('localhost', '127.0.0.1');
let count = Math.floor(Math.random() * 1000);
/** A number that no other test has, so that none is silent because of another; its last digits say how it fares. */
const phoneOf = (mark = '1111') => `+3161${String(count++ % 1000).padStart(3, '0')}${mark}`;

async function desks() {
	const [chatwoot, infobip, trengo] = await Promise.all([
		credential('flowElementsChatwootApi', { baseUrl: SIMULATOR, accountId: '1', token: 'simulator-key' }),
		credential('flowElementsInfobipApi', { baseUrl: SIMULATOR, apiKey: 'simulator-key', webhookUser: '', webhookPassword: '' }),
		credential('flowElementsTrengoApi', { baseUrl: `${SIMULATOR}/api/v2`, token: 'simulator-key' }),
	]);
	return {
		chatwoot: { parameters: { provider: 'chatwoot', inbox: at('1') }, credentials: { flowElementsChatwootApi: chatwoot } },
		desk: { parameters: { provider: 'http', authentication: 'none', url: `${SIMULATOR}/desk/conversations` }, credentials: undefined },
		infobip: { parameters: { provider: 'infobip', sender: '447860099299', openingMessage: 'One moment please.' }, credentials: { flowElementsInfobipApi: infobip } },
		trengo: { parameters: { provider: 'trengo', inbox: at('4401') }, credentials: { flowElementsTrengoApi: trengo } },
	};
}

type Desk = keyof Awaited<ReturnType<typeof desks>>;

function at(value: string) {
	return { __rl: true, mode: 'id', value };
}

async function handover(desk: Desk, parameters: Record<string, unknown> = {}, after: FlowNode[] = []) {
	const { parameters: own, credentials } = (await desks())[desk];
	const webhookId = randomUUID();
	const waits = parameters.waitsUntilResolved === true;
	const start = node('startConversation', 'Talk', { ...own, tag: { __rl: true, mode: 'name', value: 'order' }, subject: 'Where is it?', ...parameters }, { webhookId, credentials: credentials as FlowNode['credentials'] });
	const branches = waits ? ['Timed Out', 'In All Other Cases', 'Resolved'] : ['Started', 'In All Other Cases'];
	const route = await publish(
		flow(
			[node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer: 'async' }), start, ...branches.map((name) => node('n8n-nodes-base.noOp', name)), ...after],
			[['Start', 'Talk'], ...branches.map((name, output): [string, string, number] => ['Talk', name, output]), ...after.map(({ name }): [string, string] => ['Started', name])],
		),
	);
	const begin = async (body: Record<string, unknown>): Promise<string> => {
		const known = new Set((await route.executions()).map(({ id }) => id));
		await route.call(json(body));
		let id: string | undefined;
		await until(async () => {
			const run = (await route.executions()).find((one) => !known.has(one.id));
			id = run?.id;
			return run !== undefined && run.status !== 'running' && run.status !== 'new';
		});
		return String(id);
	};
	return { route, begin, url: `${BASE}/webhook/${webhookId}` };
}

const statusOf = async (id: string) => (await rest<{ status: string }>('GET', `/executions/${id}`)).status;

async function ended(id: string): Promise<Told[]> {
	await until(async () => ['success', 'error', 'crashed'].includes(await statusOf(id)));
	const data = await runDataOf(id);
	const branches = Object.keys(data).filter((name) => ['Started', 'Timed Out', 'In All Other Cases', 'Resolved'].includes(name));
	return branches.flatMap((branch) => data[branch].flatMap((run) => run.data.main[0].map(({ json: item }) => ({ branch, json: item, result: item.conversation as Record<string, unknown> }))));
}

/** The item of a node, by whichever output it has left. */
async function leftBy(id: string, name: string): Promise<Record<string, unknown>> {
	return (await runDataOf(id))[name][0].data.main.flat()[0].json;
}

const shown = async (desk: Desk, id: unknown) => (await (await fetch(`${SIMULATOR}/_simulator/conversations/${desk}?id=${String(id)}`)).json()) as Record<string, unknown>;
const trengo = async (method: string, path: string) =>
	(await (await fetch(`${SIMULATOR}/api/v2${path}`, { method, headers: { authorization: 'Bearer simulator-key' }, ...(method === 'POST' && { body: '{}' }) })).json()) as Record<string, unknown>;

async function resolve(desk: Desk, id: unknown, more: Record<string, unknown> = {}): Promise<void> {
	if (desk === 'trengo') await trengo('POST', `/tickets/${String(id)}/close`);
	else await fetch(`${SIMULATOR}/_simulator/resolve/${desk}`, { method: 'POST', body: JSON.stringify({ id, ...more }) });
}

/** Which conversation a run waits for. */
async function conversationOf(id: string): Promise<Record<string, unknown>> {
	let found: Record<string, unknown> | undefined;
	await until(async () => {
		const items = (await runDataOf(id)).Talk?.[0]?.data?.main?.[0];
		found = items?.[0]?.json.conversation as Record<string, unknown> | undefined;
		return found !== undefined;
	});
	return found as Record<string, unknown>;
}

describe.each<Desk>(['chatwoot', 'desk', 'infobip', 'trengo'])('Start Conversation at %s', (desk) => {
	it('hands a participant over with a tag and a note', async () => {
		const talk = await handover(desk);
		const [told] = await ended(await talk.begin({ phone: phoneOf(), orderId: 'A-1001', apiKey: 'hush-hush' }));
		expect(told).toMatchObject({ branch: 'Started', result: { status: 'started', tag: 'order', silentUntil: expect.any(String) } });
		expect(told.result.missed).toBeUndefined();
		const id = told.result.conversationId;
		const seen = desk === 'trengo' ? JSON.stringify([await trengo('GET', `/tickets/${String(id)}`), await trengo('GET', `/tickets/${String(id)}/messages`)]) : JSON.stringify(await shown(desk, id));
		expect(seen).toContain('A-1001');
		expect(seen.toLowerCase()).toContain('order');
		expect(seen).not.toContain('hush-hush');
	});

	it('waits until the conversation is resolved', async () => {
		const talk = await handover(desk, { waitsUntilResolved: true, waitHours: 0.05 });
		if (desk === 'infobip') await fetch(`${SIMULATOR}/_simulator/callbacks/infobipConversations`, { method: 'PUT', body: JSON.stringify({ url: local(talk.url) }) });
		const id = await talk.begin({ phone: phoneOf() });
		expect(await statusOf(id)).toBe('waiting');
		const { conversationId } = await conversationOf(id);
		await resolve(desk, conversationId);
		await resolve(desk, conversationId);
		expect(await ended(id)).toMatchObject([{ branch: 'Resolved', result: { status: 'resolved', conversationId, resolvedAt: expect.any(String) } }]);
		expect(await talk.route.executions()).toHaveLength(1);
	});
});

describe('Start Conversation', () => {
	it('leaves by Timed Out to the second, and the agents keep the conversation', async () => {
		const talk = await handover('chatwoot', { waitsUntilResolved: true, waitHours: 0.002 });
		const [told] = await ended(await talk.begin({ phone: phoneOf() }));
		expect(told).toMatchObject({ branch: 'Timed Out', result: { status: 'timedOut' } });
		expect(told.result.wait).toBeUndefined();
		expect(await shown('chatwoot', told.result.conversationId)).toMatchObject({ status: 'open' });
	});

	it.each<[Desk, string]>([['desk', '3006'], ['chatwoot', '3006']])('counts an end that %s tells before it has answered', async (desk, mark) => {
		const talk = await handover(desk, { waitsUntilResolved: true });
		expect(await ended(await talk.begin({ phone: phoneOf(mark) }))).toMatchObject([{ branch: 'Resolved' }]);
	});

	it.each<[string, Desk, Record<string, unknown>, string]>([
		['a tag that there is not', 'chatwoot', { tag: { __rl: true, mode: 'name', value: 'nowhere' } }, 'tagUnknown'],
		['a tag that there is not', 'infobip', { tag: { __rl: true, mode: 'name', value: 'nowhere' } }, 'tagUnknown'],
		['a tag that there is not', 'trengo', { tag: { __rl: true, mode: 'name', value: 'nowhere' } }, 'tagUnknown'],
		['a tag that cannot be made', 'infobip', { tag: { __rl: true, mode: 'name', value: 'two words' }, makesTag: true }, 'tagInvalid'],
		['a team that there is not', 'chatwoot', { team: at('99') }, 'refused'],
		['no opening message', 'infobip', { openingMessage: '' }, 'messageFailed'],
	])('leaves by In All Other Cases for %s at %s', async (_, desk, parameters, code) => {
		const talk = await handover(desk, parameters);
		const [told] = await ended(await talk.begin({ phone: phoneOf() }));
		expect(told).toMatchObject({ branch: 'In All Other Cases', result: { status: 'notStarted', code, text: expect.any(String), advice: expect.any(String) } });
	});

	it.each<[string, Desk, string]>([
		['contactInvalid', 'chatwoot', '3005'],
		['outcomeUnknown', 'chatwoot', '3002'],
		['outcomeUnknown', 'desk', '3003'],
		['refused', 'desk', '3005'],
		['messageFailed', 'infobip', '3005'],
	])('tells %s of %s by its code, without the number', async (code, desk, mark) => {
		const talk = await handover(desk);
		const phone = phoneOf(mark);
		const [told] = await ended(await talk.begin({ phone }));
		expect(told).toMatchObject({ branch: 'In All Other Cases', result: { code } });
		expect(JSON.stringify(told.result)).not.toContain(phone.slice(1));
	});

	it('goes on after "too many requests", and tells what was not done though it was started', async () => {
		const talk = await handover('chatwoot');
		expect(await ended(await talk.begin({ phone: phoneOf('3001') }))).toMatchObject([{ branch: 'Started' }]);
		const [told] = await ended(await talk.begin({ phone: phoneOf('3004') }));
		expect(told.branch).toBe('Started');
		expect(told.result.missed).toMatchObject([{ step: 'tag' }, { step: 'note' }, { step: 'priority' }]);
	});

	it('makes flows stay silent until it is resolved, also when no run waits', async () => {
		const account = await credential('flowElementsClickatellApi', { baseUrl: SIMULATOR, apiKey: 'simulator-key', webhookUser: '', webhookPassword: '' });
		const template = node('sendTemplate', 'Send', { provider: 'clickatell', to: '={{ $json.phone }}', templateName: 'order_shipped', fillIn: 'list', valueRows: { rows: [{ field: '1', value: 'Ann' }, { field: '2', value: 'A-1' }] } }, { credentials: { flowElementsClickatellApi: account } });
		const talk = await handover('chatwoot', {}, [template]);
		const phone = phoneOf();
		const first = await talk.begin({ phone });
		const [told] = await ended(first);
		expect((await leftBy(first, 'Send')).sendTemplate).toMatchObject({ status: 'refused', code: 'agentTalks' });

		await resolve('chatwoot', told.result.conversationId);
		const send = await publish(flow([node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer: 'async' }), template], [['Start', 'Send']]));
		await send.call(json({ phone }));
		const [run] = await send.settled(1);
		expect((await leftBy(run.id, 'Send')).sendTemplate).toMatchObject({ status: 'sent' });
	}, 90_000);

	it('takes no forged events', async () => {
		const talk = await handover('chatwoot', { waitsUntilResolved: true, waitHours: 0.05 });
		const id = await talk.begin({ phone: phoneOf() });
		const { conversationId } = await conversationOf(id);
		const post = async (body: unknown, headers = {}) => (await fetch(talk.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })).status;
		// Chatwoot itself is asked, and says that it is open.
		expect(await post({ event: 'conversation_status_changed', id: conversationId, status: 'resolved' })).toBe(200);
		expect(await post([1])).toBe(200);
		expect(await statusOf(id)).toBe('waiting');

		const desk = await handover('desk');
		expect((await fetch(desk.url, { method: 'POST', headers: { authorization: `Bearer ${randomUUID()}` } })).status).toBe(401);
		const trengoTalk = await handover('trengo');
		expect((await fetch(trengoTalk.url, { method: 'POST', body: new URLSearchParams({ ticket_id: '1' }) })).status).toBe(401);
		await resolve('chatwoot', conversationId);
		expect(await ended(id)).toMatchObject([{ branch: 'Resolved' }]);
	}, 90_000);
});
