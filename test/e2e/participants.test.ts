import { randomInt, randomUUID } from 'node:crypto';

import type { FlowNode } from './support/n8n';
import { inLine, json, node, publish } from './support/n8n';
import './support/patience';

interface Participant {
	id: string;
	phone?: string;
	email?: string;
	attributes: Record<string, unknown>;
	isNew: boolean;
	merge?: { survivor: string; gone: string[]; dropped: unknown[] };
}

/** A flow that knows its participants, and answers with the one of the call. */
async function tracking(parameters: Record<string, unknown> = {}) {
	const trigger: FlowNode = node('dynamicApiTrigger', 'Called', { path: randomUUID(), trackParticipant: true, ...parameters });
	const end = node('apiEnd', 'End', { respondWith: 'json', jsonFrom: 'json', json: '={{ $json.participant }}' });
	const route = await publish(inLine(trigger, end));
	return {
		route,
		participantOf: async (body: Record<string, unknown>) => (await (await route.call(json(body))).json()) as Participant,
	};
}

const aPhone = () => `61${randomInt(1_000_000, 9_999_999)}`;

it('five spellings of one number are one participant', async () => {
	const { participantOf } = await tracking({ options: { defaultCountry: 'NL' } });
	const national = aPhone();
	const spellings = [`+31${national}`, `0031${national}`, `0${national}`, `31${national}`, `+31 (0)${national.slice(0, 1)} ${national.slice(1, 5)} ${national.slice(5)}`];
	const participants = [];
	for (const phone of spellings) participants.push(await participantOf({ phone }));

	expect(new Set(participants.map(({ id }) => id)).size).toBe(1);
	expect(participants.map(({ phone }) => phone)).toEqual(Array(5).fill(`+31${national}`));
	expect(participants.map(({ isNew }) => isNew)).toEqual([true, false, false, false, false]);
});

it('ten calls at once with one number make one participant', async () => {
	const { participantOf } = await tracking();
	const phone = `+31${aPhone()}`;
	const participants = await Promise.all(Array.from({ length: 10 }, async (_, n) => await participantOf({ phone, [`n${n}`]: n })));
	expect(new Set(participants.map(({ id }) => id)).size).toBe(1);
	expect(participants.filter(({ isNew }) => isNew)).toHaveLength(1);

	const { attributes } = await participantOf({ phone });
	expect(Object.keys(attributes).filter((name) => /^n\d$/.test(name))).toHaveLength(10);
});

it('what is said last holds, what is not said stays, and two who turn out to be one become one', async () => {
	const { participantOf } = await tracking();
	const phone = `+31${aPhone()}`;
	const email = `${randomUUID()}@example.com`;
	const first = await participantOf({ phone, firstName: 'Ann', city: 'Utrecht' });
	const second = await participantOf({ email: email.toUpperCase(), firstName: 'Anna' });
	expect(second.id).not.toBe(first.id);

	const both = await participantOf({ phone, email });
	expect(both).toMatchObject({ id: first.id, phone, email, isNew: false, attributes: { firstName: 'Anna', city: 'Utrecht' } });
	expect(both.merge).toMatchObject({
		survivor: first.id,
		gone: [second.id],
		dropped: [{ attribute: 'firstName', kept: 'Anna', dropped: 'Ann', from: first.id }],
	});
	expect(await participantOf({ email, city: 'Delft' })).toMatchObject({ id: first.id, attributes: { firstName: 'Anna', city: 'Delft' } });
});

it('a call that nobody can be told by is refused, and makes no execution', async () => {
	const { route } = await tracking();
	for (const [body, pointer] of [
		[{ phone: 'call me' }, '#/phone'],
		[{ email: 'nobody' }, '#/email'],
		[{ name: 'Ann' }, '#/phone'],
	] as const) {
		const response = await route.call(json(body));
		expect(response.status).toBe(422);
		expect(await response.json()).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ pointer })]) });
	}
	expect(await route.executions()).toEqual([]);
});
