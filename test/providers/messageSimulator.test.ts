import { setTimeout } from 'node:timers/promises';

import type { EventKind, MessageProvider } from '../../flow/message/messageEvent';
import type { TemplateField } from '../../flow/template/fields';
import { templateFields } from '../../flow/template/fields';
import type { FilledTemplate } from '../../flow/template/filledTemplate';
import { fillTemplate } from '../../flow/template/fillTemplate';
import type { SendOutcome, TemplateCatalog, TemplateMessage } from '../../flow/template/gateway';
import type { Template } from '../../flow/template/template';
import { trengoProofFault } from '../../providers/trengo/webhookProof';
import { trengoWebhooks } from '../../providers/trengo/webhooks';
import { challengeAnswer, isSignedBy } from '../../providers/whatsAppCloud/webhookProof';
import { startApi, until } from '../support/apiServer';
import type { Listener } from '../support/messagingAccounts';
import { baseUrlOf, control, listenTo, MESSAGE_PROVIDERS, messagingAccount } from '../support/messagingAccounts';
import type { ServerProcess } from '../support/serverProcess';
import { startSimulator } from '../support/simulator';

jest.setTimeout(30_000);

let simulator: ServerProcess;
beforeAll(async () => (simulator = await startSimulator()));
afterAll(async () => await simulator?.stop());

let count = 0;
const MARK = Date.now();

/** A template that Clickatell and Trengo can be given, too: they have no documented form for its button. */
function orderShipped(provider: MessageProvider, values = ['Ann', 'A-1001']): FilledTemplate {
	const hasButton = provider === 'infobip' || provider === 'whatsAppCloud';
	return {
		id: '101',
		name: 'order_shipped',
		language: 'en',
		body: values.map((text, index) => ({ placeholder: String(index + 1), text })),
		buttons: hasButton ? [{ index: 0, kind: 'url', tail: 'A-1001' }] : [],
	};
}

function message(provider: MessageProvider, to: string, rest: Partial<TemplateMessage> = {}): TemplateMessage {
	return { messageId: `test-${MARK}-${++count}`, to, content: orderShipped(provider), ...rest };
}

async function sendTo(provider: MessageProvider, to: string, rest: Partial<TemplateMessage> = {}): Promise<SendOutcome> {
	const { gateway } = await messagingAccount(provider, simulator.url);
	return (await gateway.send([message(provider, to, rest)]))[0];
}

/** @returns the ID of a message by which its reports name it */
function acceptedId(outcome: SendOutcome): string {
	if (!outcome.accepted) throw new Error(`It was not accepted: ${outcome.problem.text}`);
	return outcome.messageId;
}

/** Kinds of the reports on a message so far. */
function kindsFor(listener: Listener, messageId: string): EventKind[] {
	return listener.events().filter((event) => event.messageId === messageId).map(({ kind }) => kind);
}

describe('templates in the simulator', () => {
	const listOf = async (provider: MessageProvider) => {
		const { gateway, sender } = await messagingAccount(provider, simulator.url);
		return { templates: await (gateway as TemplateCatalog).list(), pages: sender.requests.length };
	};

	it.each<[MessageProvider, number, number]>([
		['infobip', 31, 1],
		['trengo', 32, 2],
		['whatsAppCloud', 32, 2],
	])('are listed by %s, on all pages', async (provider, templateCount, pageCount) => {
		const { templates, pages } = await listOf(provider);
		expect([templates.length, pages]).toEqual([templateCount, pageCount]);
		expect(templates.filter(({ approval }) => approval !== 'approved').map(({ name }) => name)).toEqual(['paused_offer', 'new_offer']);
		expect(templates[0]).toMatchObject({ name: 'order_shipped', language: 'en', body: 'Hello {{1}}, your order {{2}} is on its way.' });
	});

	it.each<MessageProvider>(['infobip', 'whatsAppCloud'])('have all that a template can have at %s', async (provider) => {
		const { templates } = await listOf(provider);
		expect(templates.filter(({ unsupported }) => unsupported)).toEqual([]);
		const fields = new Set(templates.flatMap((template) => templateFields(template)).map(({ part }) => part.kind));
		expect([...fields].sort()).toEqual(
			[
				...['bodyText', 'code', 'flowData', 'flowToken', 'headerFilename', 'headerMedia', 'headerText'],
				...['latitude', 'locationAddress', 'locationName', 'longitude', 'offerExpires', 'payload', 'url'],
			].sort(),
		);
	});

	it('are asked for by name, and with some of their fields only, as Graph does', async () => {
		const ask = async (query: string) => {
			const url = `${simulator.url}/v23.0/15550002/message_templates?${query}`;
			return (await (await fetch(url, { headers: { authorization: 'Bearer simulator-key' } })).json()) as unknown;
		};
		expect(await ask('fields=name&limit=1')).toEqual({
			data: [{ id: expect.any(String), name: 'order_shipped' }],
			paging: { cursors: expect.anything(), next: expect.stringContaining('after=') },
		});
		expect(await ask('fields=name&name=invoice')).toEqual({
			data: [{ id: expect.any(String), name: 'invoice' }],
			paging: { cursors: expect.anything() },
		});
	});

	it('are listed for those with the right key and sender', async () => {
		const { gateway } = await messagingAccount('whatsAppCloud', simulator.url, { key: 'wrong-key' });
		await expect((gateway as TemplateCatalog).list()).rejects.toThrow(/Access Token/);
		const trengo = await messagingAccount('trengo', simulator.url, { key: 'wrong-key' });
		await expect((trengo.gateway as TemplateCatalog).list()).rejects.toThrow(/Unauthenticated/);
		const headers = { authorization: 'App simulator-key' };
		expect((await fetch(`${simulator.url}/whatsapp/2/senders/15550000000/templates`, { headers })).status).toBe(404);
		expect((await fetch(`${simulator.url}/whatsapp/2/senders/447860099299/templates`)).status).toBe(401);
	});

	it.each([
		['whatsAppCloud', '/v23.0/15550001', 'Bearer simulator-key'],
		['whatsAppCloud', '/v23.0/15550002/phone_numbers', 'Bearer simulator-key'],
		['clickatell', '/v1/balance', 'simulator-key'],
		['trengo', '/api/v2/webhooks', 'Bearer simulator-key'],
	])('come from %s, which answers %s for the right key', async (_, path, authorization) => {
		expect((await fetch(`${simulator.url}${path}`, { headers: { authorization } })).status).toBe(200);
		expect((await fetch(`${simulator.url}${path}`, { headers: { authorization: 'Bearer wrong-key' } })).status).toBe(401);
	});
});

describe('sending in the simulator', () => {
	/** A value that will do for a field. */
	function valueFor({ part }: TemplateField): unknown {
		switch (part.kind) {
			case 'headerMedia': {
				const extensions = { document: 'pdf', gif: 'mp4', image: 'jpg', video: 'mp4' };
				return `https://shop.example/media.${extensions[part.format]}`;
			}
			case 'latitude':
			case 'longitude':
				return 4.5;
			case 'offerExpires':
				return new Date(Date.now() + 86_400_000).toISOString();
			case 'flowData':
				return { screen: 'START' };
			default:
				return 'A-1001';
		}
	}

	function filled(template: Template): FilledTemplate {
		const values = Object.fromEntries(templateFields(template).map((field) => [field.id, valueFor(field)]));
		const result = fillTemplate(template, values, template);
		if ('faults' in result) throw new Error(JSON.stringify(result.faults));
		return result.filled;
	}

	it.each<MessageProvider>(['infobip', 'trengo', 'whatsAppCloud'])('takes each approved template of %s, and no other', async (provider) => {
		const listener = await listenTo(provider, simulator.url);
		const { gateway } = await messagingAccount(provider, simulator.url);
		const templates = await (gateway as TemplateCatalog).list();
		const reached: string[] = [];
		for (const template of templates) {
			const [outcome] = await gateway.send([message(provider, '+31612340100', { content: filled(template) })]);
			if (outcome.accepted) reached.push(`${template.name} ${outcome.messageId}`);
		}
		await until(() => listener.events().length >= reached.length);
		await setTimeout(300);
		const failed = listener.events().filter(({ kind }) => kind === 'failed').map(({ messageId }) => messageId);
		const taken = reached.map((one) => one.split(' ')).filter(([, id]) => !failed.includes(id)).map(([name]) => name);
		expect(taken).toEqual(templates.filter(({ approval }) => approval === 'approved').map(({ name }) => name));
	});

	it('takes each template of the catalogue that Clickatell has a form for', async () => {
		expect(acceptedId(await sendTo('clickatell', '+31612340101', { content: { name: 'welcome', language: 'en', body: [], buttons: [] } }))).toMatch(/\w/);
		expect(acceptedId(await sendTo('clickatell', '+31612340101', { content: { name: 'x', language: 'en', raw: { template: { any: 'form' } } } }))).toMatch(/\w/);
	});

	it.each<[MessageProvider, string]>([
		['clickatell', 'WHATSAPP_HSM_PARAM_COUNT_MISMATCH'],
		['infobip', 'EC_INVALID_TEMPLATE_ARGS'],
		['trengo', 'window'],
		['whatsAppCloud', '132000'],
	])('does not take another number of values at %s', async (provider, code) => {
		const listener = await listenTo(provider, simulator.url);
		for (const values of [['Ann'], ['Ann', 'A-1001', 'more']]) {
			const outcome = await sendTo(provider, '+31612340102', { content: orderShipped(provider, values) });
			expect(await problemCodeOf(listener, outcome)).toBe(code);
		}
	});

	it.each<[MessageProvider, string]>([
		['clickatell', '23'],
		['infobip', 'BAD_REQUEST'],
		['trengo', 'window'],
		['whatsAppCloud', '100'],
	])('does not take a value with a line break at %s', async (provider, code) => {
		const outcome = await sendTo(provider, '+31612340103', { content: orderShipped(provider, ['Ann\nLee', 'A-1001']) });
		expect(outcome).toMatchObject({ accepted: false, problem: { class: 'fixRequest', code } });
	});

	it.each<[MessageProvider, string]>([
		['clickatell', 'WHATSAPP_HSM_NOT_AVAILABLE'],
		['infobip', 'EC_INVALID_TEMPLATE'],
		['trengo', 'window'],
		['whatsAppCloud', '132001'],
	])('does not take a template that %s does not have', async (provider, code) => {
		const listener = await listenTo(provider, simulator.url);
		const outcome = await sendTo(provider, '+31612340104', { content: { ...orderShipped(provider), id: '999', name: 'constructor' } });
		expect(await problemCodeOf(listener, outcome)).toBe(code);
	});

	it('does not take header, buttons, cards and offers that are not as the template has them, at Meta', async () => {
		const { gateway } = await messagingAccount('whatsAppCloud', simulator.url);
		const templates = await (gateway as TemplateCatalog).list();
		const spoilt = async (name: string, spoil: (content: FilledTemplate) => void) => {
			const content = filled(templates.find((template) => template.name === name) as Template);
			spoil(content);
			const outcome = await sendTo('whatsAppCloud', '+31612340105', { content });
			return outcome.accepted ? 'accepted' : outcome.problem.code;
		};
		expect(await spoilt('invoice', (content) => delete content.header)).toBe('132012');
		expect(await spoilt('invoice', (content) => (content.header = { format: 'image', media: { url: 'https://shop.example/a.jpg' } }))).toBe('132012');
		expect(await spoilt('welcome_ar', (content) => delete content.header)).toBe('132000');
		expect(await spoilt('order_shipped', (content) => (content.buttons = []))).toBe('131008');
		expect(await spoilt('promo_code', (content) => (content.buttons = []))).toBe('131008');
		expect(await spoilt('promo_carousel', (content) => content.cards?.pop())).toBe('132000');
		expect(await spoilt('flash_offer', (content) => delete content.offerExpiresMs)).toBe('131008');
		expect(await spoilt('order_shipped_named', (content) => (content.body[0].placeholder = 'name'))).toBe('100');
	});

	it('sends a batch of which some are refused', async () => {
		const statusesOf = async (provider: MessageProvider) => {
			const { gateway, sender } = await messagingAccount(provider, simulator.url);
			const numbers = ['+31612340106', '+31612342001', '+31612340107'];
			const outcomes = await gateway.send(numbers.map((to) => message(provider, to)));
			return [sender.outcomes.map(({ reply }) => reply?.status), outcomes.map(({ accepted }) => accepted)];
		};
		expect(await statusesOf('clickatell')).toEqual([[207], [true, false, true]]);
		expect(await statusesOf('infobip')).toEqual([[200], [true, false, true]]);
	});

	it('names the message of a batch that is malformed, and sends none of them', async () => {
		const { gateway, sender } = await messagingAccount('infobip', simulator.url);
		const wrong = message('infobip', '+31612340108', { content: orderShipped('infobip', ['', 'A-1001']) });
		await gateway.send([message('infobip', '+31612340109'), wrong]);
		expect(sender.outcomes[0].reply?.status).toBe(400);
		expect(sender.outcomes[0].reply?.body.toString()).toContain('messages[1].content.templateData.body.placeholders[0]');
	});

	it('takes no more than 200 at Clickatell', async () => {
		const { gateway, sender } = await messagingAccount('clickatell', simulator.url);
		await gateway.send(Array.from({ length: 201 }, () => message('clickatell', '+31612340110')));
		expect(sender.outcomes[0].reply?.body.toString()).toContain('"code":22');
	});

	it.each(MESSAGE_PROVIDERS)('does nothing without the key of %s', async (provider) => {
		const { gateway } = await messagingAccount(provider, simulator.url, { key: 'wrong-key' });
		expect(await gateway.send([message(provider, '+31612340111')])).toEqual([
			{ accepted: false, problem: expect.objectContaining({ class: 'accountProblem', httpStatus: 401 }) },
		]);
	});
});

/** The code by which a message was refused, at once or by a report. */
async function problemCodeOf(listener: Listener, outcome: SendOutcome): Promise<string | undefined> {
	if (!outcome.accepted) return outcome.problem.code;
	const failure = () => listener.events().find(({ kind, messageId }) => kind === 'failed' && messageId === outcome.messageId);
	await until(() => failure() !== undefined);
	return failure()?.problem?.code;
}

describe('refusals in the simulator', () => {
	it.each<[string, Record<MessageProvider, string>]>([
		['2001', { clickatell: '26', infobip: 'REJECTED_DESTINATION_BLOCKLISTED', trengo: 'optedOut', whatsAppCloud: '131050' }],
		['2002', { clickatell: '25', infobip: 'REJECTED_DESTINATION', trengo: 'receiver', whatsAppCloud: '131026' }],
		['2009', { clickatell: 'WHATSAPP_HSM_NOT_AVAILABLE', infobip: 'EC_INVALID_TEMPLATE', trengo: 'window', whatsAppCloud: '132015' }],
	])('are of the same kind with all providers for %s', async (mark, codes) => {
		for (const provider of MESSAGE_PROVIDERS) {
			const listener = await listenTo(provider, simulator.url);
			const outcome = await sendTo(provider, `+3161234${mark}`);
			expect([provider, await problemCodeOf(listener, outcome)]).toEqual([provider, codes[provider]]);
		}
	});

	it('tell of an opt-out', async () => {
		for (const provider of MESSAGE_PROVIDERS) {
			const outcome = await sendTo(provider, '+31612342001');
			expect(outcome).toMatchObject({ problem: { class: 'neverSend' } });
			// Meta's code is about marketing only.
			expect(outcome.accepted || outcome.problem.optedOut === true).toBe(provider !== 'whatsAppCloud');
		}
	});

	it("are Meta's own for 2007 and 2008, and none elsewhere", async () => {
		expect(await sendTo('whatsAppCloud', '+31612342007')).toMatchObject({ problem: { code: '131049' } });
		expect(await sendTo('whatsAppCloud', '+31612342008')).toMatchObject({ problem: { code: '131056' } });
		for (const provider of ['clickatell', 'infobip', 'trengo'] as const) {
			expect(await sendTo(provider, '+31612342007')).toMatchObject({ accepted: true });
			expect(await sendTo(provider, '+31612342008')).toMatchObject({ accepted: true });
		}
	});

	it.each<[MessageProvider, number, string | undefined]>([
		['clickatell', 400, undefined],
		['infobip', 429, '1'],
		['trengo', 429, '1'],
		['whatsAppCloud', 429, undefined],
	])('of %s are a rate limit once for 2003, and always for 2004', async (provider, status, retryAfter) => {
		const post = async (to: string) => {
			const { gateway } = await messagingAccount(provider, simulator.url);
			const { url, headers, body } = gateway.requestOf([message(provider, to)]);
			const keys = { clickatell: 'simulator-key', infobip: 'App simulator-key', trengo: 'Bearer simulator-key', whatsAppCloud: 'Bearer simulator-key' };
			return await fetch(url, { method: 'POST', headers: { ...headers, authorization: keys[provider] }, body });
		};
		const first = await post('+31612342003');
		expect([first.status, first.headers.get('retry-after') ?? undefined]).toEqual([status, retryAfter]);
		expect((await post('+31612342003')).ok).toBe(true);
		expect((await post('+31612342003')).ok).toBe(true);
		expect((await post('+31699992003')).status).toBe(status);
		for (let tries = 0; tries < 3; tries++) expect((await post('+31612342004')).status).toBe(status);
		expect((await post('+31612342005')).status).toBe(500);
	});

	it.each(MESSAGE_PROVIDERS)('of %s leave nobody wiser for 2006: there is no answer, but the message is sent', async (provider) => {
		const listener = await listenTo(provider, simulator.url);
		expect(await sendTo(provider, '+31612342006')).toMatchObject({ accepted: false, problem: { mayHaveBeenSent: true } });
		await until(() => listener.events().length > 0);
	});
});

describe('reports in the simulator', () => {
	/** What each provider tells of a message. */
	const TOLD: Record<MessageProvider, EventKind[]> = {
		clickatell: ['delivered', 'read', 'failed'],
		infobip: ['delivered', 'read', 'failed'],
		trengo: ['sent'],
		whatsAppCloud: ['sent', 'delivered', 'read', 'failed'],
	};

	it.each(MESSAGE_PROVIDERS)('of %s are as the number says', async (provider) => {
		const listener = await listenTo(provider, simulator.url);
		const fates: Array<[string, EventKind[]]> = [
			['0200', ['sent', 'delivered', 'read']],
			['1001', []],
			['1002', ['sent', 'delivered']],
			['1003', ['sent', 'failed']],
			['1004', ['sent', 'read', 'delivered']],
			['1005', ['sent', 'sent', 'delivered', 'delivered', 'read', 'read']],
			['1006', ['sent', 'delivered', 'read']],
		];
		const ids: string[] = [];
		for (const [mark] of fates) ids.push(acceptedId(await sendTo(provider, `+3161234${mark}`)));
		await setTimeout(900);
		const told = fates.map(([mark], index) => [mark, kindsFor(listener, ids[index])]);
		expect(told).toEqual(fates.map(([mark, kinds]) => [mark, kinds.filter((kind) => TOLD[provider].includes(kind))]));
	});

	it.each(MESSAGE_PROVIDERS)('of %s come before the answer for 1006, and after it otherwise', async (provider) => {
		const listener = await listenTo(provider, simulator.url);
		const early = acceptedId(await sendTo(provider, '+31612341006'));
		expect(kindsFor(listener, early).length).toBeGreaterThan(0);
		const late = acceptedId(await sendTo(provider, '+31612340201'));
		expect(kindsFor(listener, late)).toEqual([]);
	});

	it('come after three seconds for 1007', async () => {
		const listener = await listenTo('infobip', simulator.url);
		const started = Date.now();
		const id = acceptedId(await sendTo('infobip', '+31612341007'));
		await until(() => kindsFor(listener, id).length > 0);
		expect(kindsFor(listener, id)).toEqual(['delivered']);
		const report = listener.events().find(({ messageId }) => messageId === id);
		expect((report?.cameAt ?? 0) - started).toBeGreaterThanOrEqual(2900);
	});

	it('name our own ID where the provider does', async () => {
		for (const provider of ['clickatell', 'infobip', 'whatsAppCloud'] as const) {
			const listener = await listenTo(provider, simulator.url);
			const own = message(provider, '+31612340202');
			const { gateway } = await messagingAccount(provider, simulator.url);
			const id = acceptedId((await gateway.send([own]))[0]);
			await until(() => kindsFor(listener, id).includes('read'));
			const reports = listener.events().filter(({ messageId }) => messageId === id);
			expect(reports.map(({ kind, ownMessageId }) => [kind, ownMessageId])).toEqual(reports.map(({ kind }) => [kind, own.messageId]));
		}
	});

	it('go where a message of Infobip says, with the user and password in that URL', async () => {
		const listener = await listenTo('infobip', simulator.url, undefined, { user: 'hook', password: 'geheim' });
		const other = await startApi();
		const withUser = other.url.replace('//', '//a%40b:c%3Ad@');
		const here = acceptedId(await sendTo('infobip', '+31612340203'));
		await sendTo('infobip', '+31612340204', { notifyUrl: `${other.url}/own?run=1` });
		await sendTo('infobip', '+31612340204', { notifyUrl: `${withUser}/own?run=2` });
		await until(() => kindsFor(listener, here).length === 2 && other.requests.length === 4);
		expect(new Set(listener.events().map(({ messageId }) => messageId))).toEqual(new Set([here]));
		const proofs = other.requests.map(({ path, query, headers }) => [path, query.get('run'), basic(headers.authorization)]);
		expect(proofs.filter(([, run]) => run === '1')).toEqual(Array(2).fill(['/own', '1', 'hook:geheim']));
		expect(proofs.filter(([, run]) => run === '2')).toEqual(Array(2).fill(['/own', '2', 'a@b:c:d']));
	});

	it('are delivered again until somebody takes them, three times at the most', async () => {
		const twiceAway = await listenTo('clickatell', simulator.url, (_, __, calls) => (calls <= 2 ? 503 : 200));
		await sendTo('clickatell', '+31612341002');
		await until(() => twiceAway.api.requests.length === 3);
		await setTimeout(700);
		expect(new Set(twiceAway.api.requests.map(({ body }) => body)).size).toBe(1);
		expect(twiceAway.api.requests).toHaveLength(3);

		const away = await listenTo('clickatell', simulator.url, () => 500);
		await sendTo('clickatell', '+31612341002');
		await until(() => away.api.requests.length === 4);
		await setTimeout(700);
		expect(away.api.requests).toHaveLength(4);
		const [first, second] = away.api.requests.map(({ at }) => at);
		expect(second - first).toBeGreaterThanOrEqual(290);
	});

	it('go nowhere when nobody wants to be told', async () => {
		const listener = await listenTo('whatsAppCloud', simulator.url);
		await control(simulator.url, 'DELETE', 'callbacks/whatsAppCloud');
		expect(await sendTo('whatsAppCloud', '+31612340205')).toMatchObject({ accepted: true });
		await setTimeout(500);
		expect(listener.events()).toEqual([]);
		await expect(control(simulator.url, 'POST', 'inbound/whatsAppCloud', { from: '+31612340205' })).rejects.toThrow('409');
	});
});

/** @returns user and password of a Basic header */
function basic(header = ''): string {
	return Buffer.from(header.replace(/^Basic /, ''), 'base64').toString();
}

describe('inbound messages in the simulator', () => {
	const ANN = '+31612345678';

	it.each<[MessageProvider, string]>([
		['clickatell', 'moText'],
		['infobip', 'TEXT'],
		['trengo', 'INBOUND'],
		['whatsAppCloud', 'text'],
	])('are texts of %s', async (provider, type) => {
		const listener = await listenTo(provider, simulator.url, () => 202);
		const answer = await control(simulator.url, 'POST', `inbound/${provider}`, { from: ANN, text: 'Héllo & 你好', id: 'in-1' });
		expect(answer).toMatchObject({ status: 202, statuses: [202] });
		expect(listener.events()).toEqual([
			expect.objectContaining({ kind: 'message', provider, phone: ANN, text: 'Héllo & 你好', messageId: 'in-1', name: 'Ann', type }),
		]);
	});

	it.each<[MessageProvider, string[]]>([
		['infobip', ['BUTTON', 'INTERACTIVE_BUTTON_REPLY', 'INTERACTIVE_LIST_REPLY']],
		['whatsAppCloud', ['button', 'button_reply', 'list_reply']],
	])('are taps on what %s shows', async (provider, types) => {
		const listener = await listenTo(provider, simulator.url);
		for (const type of [undefined, ...types]) {
			await control(simulator.url, 'POST', `inbound/${provider}`, { from: ANN, text: 'Yes', payload: 'yes-1', replyTo: 'm-1', type });
		}
		const taps = listener.events().map(({ kind, text, payload, replyTo }) => [kind, text, payload, replyTo]);
		expect(taps).toEqual(Array(types.length + 1).fill(['message', 'Yes', 'yes-1', 'm-1']));
	});

	it('have an ID of their own unless one is given', async () => {
		for (const provider of MESSAGE_PROVIDERS) {
			const listener = await listenTo(provider, simulator.url);
			for (const id of [undefined, undefined, 'in-2', 'in-2']) await control(simulator.url, 'POST', `inbound/${provider}`, { from: ANN, text: 'x', id });
			expect([provider, new Set(listener.events().map((event) => event.id)).size]).toEqual([provider, 3]);
		}
	});

	it.each<[MessageProvider, string]>([
		['clickatell', 'moSomethingNew'],
		['infobip', 'SOMETHING_NEW'],
		['whatsAppCloud', 'something_new'],
	])('can be of a type that nobody knows at %s', async (provider, type) => {
		const listener = await listenTo(provider, simulator.url);
		await control(simulator.url, 'POST', `inbound/${provider}`, { from: ANN, type });
		expect(listener.events()).toHaveLength(1);
		expect(JSON.stringify(listener.events()[0].raw)).toContain(provider === 'clickatell' ? ANN.slice(1) : type);
	});
});

describe('what proves a call of the simulator', () => {
	it("is Meta's signature of the raw body", async () => {
		const listener = await listenTo('whatsAppCloud', simulator.url);
		await control(simulator.url, 'POST', 'inbound/whatsAppCloud', { from: '+31612345678', text: 'Grüße' });
		await control(simulator.url, 'POST', 'deliver/whatsAppCloud', '{ "not": "tidy" , "é": 1 }');
		expect(listener.api.requests.map(({ body }) => body)[1]).toBe('{ "not": "tidy" , "é": 1 }');
		for (const { body, headers } of listener.api.requests) {
			const signature = headers['x-hub-signature-256'] as string;
			expect(isSignedBy(Buffer.from(body), signature, 'simulator-app-secret')).toBe(true);
			expect(isSignedBy(Buffer.from(`${body} `), signature, 'simulator-app-secret')).toBe(false);
		}
	});

	it("is Trengo's signature with the secret of the webhook", async () => {
		const listener = await listenTo('trengo', simulator.url);
		await control(simulator.url, 'POST', 'inbound/trengo', { from: '+31612345678', text: 'Grüße' });
		await control(simulator.url, 'POST', 'deliver/trengo?type=OUTBOUND', 'message_id=1&x=%ZZ');
		expect(listener.api.requests.map(({ query }) => query.get('event'))).toEqual(['INBOUND', 'OUTBOUND']);
		expect(listener.api.requests[1].body).toBe('message_id=1&x=%ZZ');
		for (const { body, headers, query } of listener.api.requests) {
			expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
			const fault = (secret: string) => trengoProofFault(Buffer.from(body), headers['trengo-signature'] as string, secret, new Date());
			expect(fault(listener.secrets.get(query.get('event') ?? '') ?? '')).toBeUndefined();
			expect(fault('another secret')).toBeDefined();
		}
	});

	it.each<MessageProvider>(['clickatell', 'infobip'])('is a user and a password for %s, if there are any', async (provider) => {
		const open = await listenTo(provider, simulator.url);
		await control(simulator.url, 'POST', `inbound/${provider}`, { from: '+31612345678' });
		expect(open.api.requests[0].headers.authorization).toBeUndefined();
		const closed = await listenTo(provider, simulator.url, undefined, { user: 'hook', password: 'pass:wörd' });
		await control(simulator.url, 'POST', `deliver/${provider}`, '[]');
		expect(basic(closed.api.requests[0].headers.authorization)).toBe('hook:pass:wörd');
		expect(closed.api.requests[0].body).toBe('[]');
	});

	it("is asked for by Meta's question", async () => {
		const answering = await listenTo('whatsAppCloud', simulator.url, ({ method, query }, response) => {
			const challenge = challengeAnswer(Object.fromEntries(query), 'simulator-verify-token');
			response.writeHead(challenge === undefined ? 403 : 200).end(challenge);
			return method === 'GET' ? undefined : 500;
		});
		const verify = async (body?: unknown) => await control(simulator.url, 'POST', 'verify/whatsAppCloud', body);
		expect(await verify()).toMatchObject({ status: 200, verified: true });
		expect(await verify({ challenge: 'abc' })).toEqual({ status: 200, answer: 'abc', verified: true });
		expect(await verify({ token: 'wrong' })).toMatchObject({ status: 403, verified: false });
		expect(answering.api.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
	});
});

describe("Trengo's webhooks in the simulator", () => {
	it('are made, listed, and gone', async () => {
		const { sender } = await messagingAccount('trengo', simulator.url);
		const webhooks = trengoWebhooks(sender.sendRequest, { baseUrl: baseUrlOf('trengo', simulator.url) });
		const before = (await webhooks.list()).length;
		const url = 'https://n8n.example/webhook/1?event=NOTE';
		const { id, signingSecret } = await webhooks.create({ name: 'Notes', type: 'NOTE', url });
		expect(signingSecret).toMatch(/^[0-9a-f]{40}$/);
		expect(await webhooks.list()).toHaveLength(before + 1);
		expect((await webhooks.list()).at(-1)).toEqual({ id, name: 'Notes', type: 'NOTE', url });
		await webhooks.remove(id);
		await webhooks.remove(id);
		expect(await webhooks.list()).toHaveLength(before);
		await expect(webhooks.create({ name: 'x', type: 'WEATHER', url })).rejects.toThrow(/type/);
	});
});

describe('the deliveries of the simulator', () => {
	it('are remembered with what came of them', async () => {
		await control(simulator.url, 'DELETE', 'deliveries');
		const listener = await listenTo('infobip', simulator.url, () => 418);
		await control(simulator.url, 'POST', 'deliver/infobip', '{}');
		const deliveries = (await control(simulator.url, 'GET', 'deliveries')) as unknown as Array<{ url: string; status: number; body: string }>;
		expect(deliveries.filter(({ url }) => url.startsWith(listener.api.url))).toEqual([expect.objectContaining({ status: 418, body: '{}' })]);
	});
});
