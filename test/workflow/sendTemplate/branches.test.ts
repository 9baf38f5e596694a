import { Mutes } from '../../../flow/conversation/mutes';
import { OptOuts } from '../../../flow/optOut/optOuts';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import type { FlowStore } from '../../../flow/store/flowStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { deadUrl, startApi } from '../../support/apiServer';
import type { Fate } from './sending';
import { counts, credentialsFor, FORM, metaError, ORDER_SHIPPED, own, people, PHONE, send, startMeta, TOKEN } from './sending';

describe('A message that is taken', () => {
	it('leaves by Sent and tells by which ID reports name it', async () => {
		const meta = await startMeta();
		const run = await send(meta, { options: { defaultCountry: 'NL' } }, { items: [{ json: { phone: '06 12345678', orderId: 'A-1' } }] });
		expect(counts(run)).toEqual([1, 0, 0]);
		expect(run.branches[0][0].json).toMatchObject({
			orderId: 'A-1',
			sendTemplate: { status: 'sent', provider: 'whatsAppCloud', to: PHONE, messageId: 'wamid.1', template: { name: 'order_shipped', language: 'en' } },
		});
	});

	it('is sent as the form says', async () => {
		const meta = await startMeta();
		await send(meta);
		const [message] = meta.sent();
		expect(message).toMatchObject({ messaging_product: 'whatsapp', to: PHONE.slice(1), type: 'template', template: { name: 'order_shipped', language: { code: 'en' } } });
		expect(message.template).toMatchObject({
			components: [
				{ type: 'body', parameters: [{ type: 'text', text: 'Ann' }, { type: 'text', text: 'A-1' }] },
				{ type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'A-1' }] },
			],
		});
		expect(meta.requests.at(-1)).toMatchObject({ method: 'POST', path: '/v23.0/15550001/messages', headers: { authorization: `Bearer ${TOKEN}` } });
	});

	it('can be filled in by a list of values', async () => {
		const meta = await startMeta();
		const rows = [
			{ field: '1', value: '={{ $json.name }}' },
			{ field: '{{2}}', value: 'A-2' },
			{ field: 'button_0_url', value: 'A-2' },
		];
		const run = await send(meta, { fillIn: 'list', valueRows: { rows } }, { items: [{ json: { phone: PHONE, name: 'Bob' } }] });
		expect(counts(run)).toEqual([1, 0, 0]);
		expect(JSON.stringify(meta.sent()[0])).toContain('"Bob"');
	});

	it("can be filled in by the provider's own JSON", async () => {
		const meta = await startMeta();
		const components = [{ type: 'body', parameters: [{ type: 'text', text: 'raw' }] }];
		const run = await send(meta, { fillIn: 'json', json: JSON.stringify(components) });
		expect(counts(run)).toEqual([1, 0, 0]);
		expect(meta.sent()[0]).toMatchObject({ template: { components } });
	});

	it('keeps the order of many', async () => {
		const meta = await startMeta();
		const run = await send(meta, {}, { items: people(30) });
		expect(counts(run)).toEqual([30, 0, 0]);
		expect(run.branches[0].map(({ json }) => json.n)).toEqual(Array.from({ length: 30 }, (_, n) => n));
		expect(meta.listed()).toBe(1);
	});

	it('never shows the key', async () => {
		const meta = await startMeta(metaError(400, 131009, 'Bad value.'));
		const run = await send(meta, { dryRun: true });
		const sent = await send(meta);
		expect(JSON.stringify([run.run.data.resultData.runData, sent.run.data.resultData.runData])).not.toContain(TOKEN);
	});
});

describe('A message that is refused before it is sent', () => {
	const refused = async (parameters: object, around: object = {}, templates?: object[]) => {
		const meta = await startMeta();
		if (templates) meta.templates = templates;
		const run = await send(meta, parameters as never, around);
		expect(counts(run)).toEqual([0, 1, 0]);
		expect(meta.sent()).toEqual([]);
		expect(run.error).toBeUndefined();
		return { ...run.results[0], listed: meta.listed() };
	};
	const form = (value: object) => ({ values: { ...FORM, value: { ...FORM.value, ...value } } });

	it.each(['', 'none', '12', '0612345678', null])('names the phone number: %j', async (phone) => {
		expect(await refused({}, { items: [{ json: { phone } }] })).toMatchObject({ code: 'invalidPhone', class: 'fixRequest', advice: expect.stringContaining('+31612345678') });
	});

	it('names what an expression gives for JSON, of its item only', async () => {
		const meta = await startMeta();
		const [good, bad] = people(2).map(({ json }, n) => ({ json: { ...json, components: n === 0 ? '[]' : '{' } }));
		const run = await send(meta, { fillIn: 'json', json: '={{ $json.components }}' }, { items: [good, bad] });
		expect(counts(run)).toEqual([1, 1, 0]);
		expect(run.results[1]).toMatchObject({ code: 'invalidValues', text: expect.stringContaining('JSON') });
	});

	it('says when an expression gives no template, of its item only', async () => {
		const meta = await startMeta();
		const items = people(2).map(({ json }, n) => ({ json: { ...json, template: n === 0 ? 'order_shipped' : '' } }));
		const run = await send(meta, { template: { __rl: true, mode: 'name', value: '={{ $json.template }}' } }, { items });
		expect(counts(run)).toEqual([1, 1, 0]);
		expect(run.results[1]).toMatchObject({ code: 'templateNotFound' });
	});

	it('reads numbers without a country code by the country of their item', async () => {
		const meta = await startMeta();
		const items = [{ json: { phone: '0612345678', country: 'NL' } }, { json: { phone: '0612345678', country: 'FR' } }];
		const run = await send(meta, { options: { defaultCountry: '={{ $json.country }}' } }, { items });
		expect(run.results.map(({ to }) => to)).toEqual(['+31612345678', '+33612345678']);
	});

	it('names every value that is wrong', async () => {
		const result = await refused(form({ body_1: '', body_2: 'a\nb' }));
		expect(result).toMatchObject({ code: 'invalidValues', status: 'refused' });
		expect(result.faults?.map(({ field }) => field)).toEqual(['body_1', 'body_2']);
	});

	it('says which part of the template is new, and which is gone', async () => {
		const [body] = ORDER_SHIPPED.components;
		const changed = { ...ORDER_SHIPPED, components: [{ ...body, text: 'Hello {{1}}, your order {{2}} comes {{3}}.' }] };
		const result = await refused({}, {}, [changed]);
		expect(result).toMatchObject({ code: 'templateChanged' });
		expect(result.text).toMatch(/New in the template: .*\{\{3\}\}.*No longer in the template: Button/);
	});

	it('says when the template is not there, after it has looked again', async () => {
		const result = await refused({ template: { __rl: true, mode: 'name', value: 'gone' } });
		expect(result).toMatchObject({ code: 'templateNotFound' });
	});

	it('says when the template is not approved', async () => {
		expect(await refused({}, {}, [{ ...ORDER_SHIPPED, status: 'PAUSED' }])).toMatchObject({ code: 'templateNotApproved', text: expect.stringContaining('PAUSED') });
	});

	it('asks for a language when there are several', async () => {
		const result = await refused({ template: { __rl: true, mode: 'name', value: 'order_shipped' } }, {}, [ORDER_SHIPPED, { ...ORDER_SHIPPED, id: '2', language: 'nl' }]);
		expect(result).toMatchObject({ code: 'languageMissing', advice: expect.stringContaining('en, nl') });
	});

	it.each(['whatsapp', 'all'] as const)('honours the opt-out list: %s', async (channel) => {
		await new OptOuts(own.store).add({ type: 'phone', value: PHONE }, { channel, reason: 'asked' });
		expect(await refused({})).toMatchObject({ code: 'optedOut', class: 'neverSend' });
	});
});

describe('A person to whom a human agent talks', () => {
	const mute = async () => await new Mutes(own.store).begin([{ type: 'phone', value: PHONE }], { provider: 'trengo', id: '77' }, Date.now() + 60_000);

	it.each([{}, { dryRun: true }])('is sent nothing, and leaves by Refused: %j', async (parameters) => {
		await mute();
		const meta = await startMeta();
		const run = await send(meta, parameters);
		expect(counts(run)).toEqual([0, 1, 0]);
		expect(run.results[0]).toMatchObject({ code: 'agentTalks', class: 'neverSend', text: expect.stringContaining('conversation 77') });
		expect(meta.sent()).toEqual([]);
	});

	it('is sent the message where the builder wants it, and when the conversation is resolved', async () => {
		await mute();
		expect(counts(await send(await startMeta(), { options: { whileAgentTalks: 'send' } }))).toEqual([1, 0, 0]);
		await new Mutes(own.store).end({ provider: 'trengo', id: '77' });
		expect(counts(await send(await startMeta()))).toEqual([1, 0, 0]);
	});
});

describe('The opt-out list', () => {
	it('does not matter where it is of another channel, or not asked', async () => {
		const meta = await startMeta();
		await new OptOuts(own.store).add({ type: 'phone', value: PHONE }, { channel: 'sms' });
		expect(counts(await send(meta))).toEqual([1, 0, 0]);
		const [, other] = people(2);
		await new OptOuts(own.store).add({ type: 'phone', value: other.json.phone }, { channel: 'whatsapp' });
		expect(counts(await send(meta, { options: { optOutChannel: 'none' } }, { items: [other] }))).toEqual([1, 0, 0]);
	});

	it('keeps everything from being sent while it cannot be read', async () => {
		const meta = await startMeta();
		const away = async () => await Promise.reject(new StoreUnavailable('The flow store cannot be reached.'));
		useFlowStore(new Proxy({}, { get: () => away }) as FlowStore);
		const run = await send(meta);
		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.results[0]).toMatchObject({ code: 'storeUnavailable', class: 'retryLater', status: 'failed' });
		expect(meta.sent()).toEqual([]);
	});
});

describe('A message that the provider does not take', () => {
	it.each([
		['131026', 'neverSend', [0, 1, 0]],
		['131050', 'neverSend', [0, 1, 0]],
		['132001', 'fixRequest', [0, 1, 0]],
		['132015', 'fixRequest', [0, 1, 0]],
		['131049', 'retryLater', [0, 0, 1]],
		['190', 'accountProblem', [0, 0, 1]],
	])('leaves by what its code means: %s is %s', async (code, problemClass, expected) => {
		const meta = await startMeta(metaError(code === '190' ? 401 : 400, Number(code)));
		const run = await send(meta);
		expect(counts(run)).toEqual(expected);
		expect(run.results[0]).toMatchObject({ code, class: problemClass, text: expect.stringMatching(/\w/), advice: expect.stringMatching(/\w+ \w+/) });
	});

	it('does not keep the others from being sent', async () => {
		const meta = await startMeta((message, ...rest) => (message.to.endsWith('5003') ? metaError(400, 131026)(message, ...rest) : undefined));
		const run = await send(meta, {}, { items: people(8) });
		expect(counts(run)).toEqual([7, 1, 0]);
		expect(run.branches[1][0].json.n).toBe(3);
	});

	it('is sent again when the speed was too high, and not more often than allowed', async () => {
		const meta = await startMeta((message, count, ...rest) => (count < 3 ? metaError(429, 130429)(message, count, ...rest) : undefined));
		expect(counts(await send(meta, { options: { maxRetries: 2 } }))).toEqual([1, 0, 0]);
		expect(meta.sent()).toHaveLength(3);
	});

	it('is not sent again when nobody knows whether it arrived', async () => {
		const meta = await startMeta((_message, _count, _request, response) => {
			response.destroy();
			return new Promise(() => undefined);
		});
		const run = await send(meta);
		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.results[0]).toMatchObject({ mayHaveBeenSent: true });
		expect(meta.sent()).toHaveLength(1);
	});

	it.each([[() => 500], [metaError(500, 131000)], [metaError(503, 2)]])('is not sent again after an error of the server', async (fate) => {
		const meta = await startMeta(fate as Fate);
		const run = await send(meta);
		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.results[0]).toMatchObject({ mayHaveBeenSent: true });
		expect(meta.sent()).toHaveLength(1);
	});

	it('of which a 400 says that Meta had a passing error is sent again', async () => {
		const meta = await startMeta((message, count, ...rest) => (count === 1 ? metaError(400, 131000)(message, count, ...rest) : undefined));
		expect(counts(await send(meta))).toEqual([1, 0, 0]);
		expect(meta.sent()).toHaveLength(2);
	});

	it('says that the provider cannot be reached', async () => {
		const meta = await startMeta();
		const run = await send(meta, { options: { maxRetries: 0, checkTemplate: false } }, { credentials: credentialsFor({ ...meta, url: await deadUrl() }) });
		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.results[0].mayHaveBeenSent).toBeUndefined();
	});
});

describe('A template that is chosen by ID', () => {
	const byId = { template: { __rl: true, mode: 'id', value: '1' } };

	it('is sent by the name that the list tells', async () => {
		const meta = await startMeta();
		expect(counts(await send(meta, byId))).toEqual([1, 0, 0]);
		expect(meta.sent()[0]).toMatchObject({ template: { name: 'order_shipped' } });
	});

	it('is not sent while the list cannot tell', async () => {
		const meta = await startMeta();
		const run = await send(meta, { ...byId, options: { checkTemplate: false } });
		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.results[0]).toMatchObject({ code: 'templateListUnavailable', class: 'retryLater' });
		expect(meta.sent()).toEqual([]);
	});
});

describe('The list of templates', () => {
	it('is not needed for sending: where it cannot be read, the item says so', async () => {
		const api = await startApi((request, response) => {
			if (!request.path.endsWith('/message_templates')) return { messages: [{ id: 'wamid.1' }] };
			response.writeHead(403, { 'content-type': 'application/json' }).end('{"error":{"code":200,"message":"No permission"}}');
			return undefined;
		});
		const run = await send(api);
		expect(counts(run)).toEqual([1, 0, 0]);
		expect(run.results[0].templateUnchecked).toMatch(/Meta/);
	});

	it('tells of wording that has changed, and sends', async () => {
		const meta = await startMeta();
		const [{ id }, ...others] = FORM.schema;
		const run = await send(meta, { values: { ...FORM, schema: [{ id, displayName: 'Body {{1}}: "Dear {{1}}…"' }, ...others] } as never });
		expect(counts(run)).toEqual([1, 0, 0]);
		expect(run.results[0].templateWording?.[0]).toContain('Dear');
	});
});

describe('A dry run', () => {
	it('shows the message and the exact request, and sends nothing', async () => {
		const meta = await startMeta();
		const run = await send(meta, { dryRun: true });
		expect(counts(run)).toEqual([1, 0, 0]);
		const [result] = run.results;
		expect(result).toMatchObject({
			status: 'dryRun',
			message: { body: 'Hello Ann, your order A-1 is on its way.' },
			request: { method: 'POST', url: expect.stringContaining('/v23.0/15550001/messages'), body: { to: PHONE.slice(1) } },
		});
		expect(meta.sent()).toEqual([]);

		await send(meta);
		expect(meta.sent()).toEqual([result.request?.body]);
	});

	it('refuses what would be refused', async () => {
		const run = await send(await startMeta(), { dryRun: true }, { items: [{ json: { phone: 'none' } }] });
		expect(counts(run)).toEqual([0, 1, 0]);
	});

	it('asks the opt-out list, too', async () => {
		await new OptOuts(own.store).add({ type: 'phone', value: PHONE }, { channel: 'all' });
		const run = await send(await startMeta(), { dryRun: true });
		expect(counts(run)).toEqual([0, 1, 0]);
		expect(run.results[0]).toMatchObject({ code: 'optedOut' });
	});

	it('leaves by Delivered when the node waits', async () => {
		const run = await send(await startMeta(), { dryRun: true, waitFor: 'read' });
		expect(counts(run)).toEqual([0, 0, 0, 1, 0]);
	});
});

describe('A panel that cannot work', () => {
	it.each([
		[{ template: { __rl: true, mode: 'list', value: '' } }, /Template is empty/],
		[{ fillIn: 'json', json: '{' }, /JSON is not valid JSON/],
		[{ options: { defaultCountry: 'Holland' } }, /Default Country/],
		[{ options: { turnMinutes: 99 } }, /Wait for a Turn/],
	])('stops the run before anything is sent: %j', async (parameters, words) => {
		const meta = await startMeta();
		const run = await send(meta, parameters as never, { items: people(2) });
		expect(run.error).toMatch(words);
		expect(meta.sent()).toEqual([]);
	});

	it('lets the items go on where the builder wants that', async () => {
		const run = await send(await startMeta(), { options: { turnMinutes: 99 } }, { node: { onError: 'continueRegularOutput' } as never });
		expect(run.error).toBeUndefined();
		expect(run.branches[1][0].json.error).toMatch(/Wait for a Turn/);

		const waiting = await send(await startMeta(), { options: { turnMinutes: 99 }, waitFor: 'read' }, { node: { onError: 'continueRegularOutput' } as never });
		expect(counts(waiting)).toEqual([0, 1, 0, 0, 0]);
	});
});
