import type { IDataObject } from 'n8n-workflow';

import type { VariableChoice } from '../../../flow/addToFlow/variables';
import type { Outcome } from '../../../nodes/AddToFlow/outcome';
import type { Known } from '../../../nodes/AddToFlow/result';
import { leaving } from '../../../nodes/AddToFlow/result';

const KNOWN: Known = { target: { kind: 'workflow', id: 'welcome' }, depth: 1 };
const OWN = { phone: '+31612345678', email: 'ann@example.com', participant: { id: 'ann' }, orderId: 'A-1' };
/** What the secondary flow ends with when it was about Bob. */
const BOBS = { phone: '+31687654321', email: 'bob@example.com', participant: { id: 'bob' }, score: 7, orderId: 'B-2' };

type Ended = Exclude<Outcome, { waitsFor: string }>;

/** The variables of the item of this flow after the secondary flow has ended. */
function after(takeBack: VariableChoice | undefined, { addsAnother = true, json = OWN as IDataObject, outcome = { added: true, details: {}, variables: BOBS } as Ended } = {}) {
	const { item } = leaving({ item: { json }, index: 0 }, KNOWN, outcome, { addsAnother, resultField: 'addToFlow', takeBack });
	const { addToFlow, ...variables } = item.json;
	return { variables, result: addToFlow };
}

describe('the variables that come back of a flow about another person', () => {
	it('are all but who that person is', () => {
		const { variables, result } = after({ kind: 'all' });
		expect(variables).toStrictEqual({ ...OWN, score: 7, orderId: 'B-2' });
		expect(result).toStrictEqual({ status: 'added', ...KNOWN });
	});

	it('do not tell this flow an address either when it has none', () => {
		expect(after({ kind: 'all' }, { json: { orderId: 'A-1' } }).variables).toStrictEqual({ score: 7, orderId: 'B-2' });
	});

	it('are who that person is when the builder chooses that by name', () => {
		const names = ['phone', 'email', 'participant', 'score'];
		const { orderId } = OWN;
		const { phone, email, participant, score } = BOBS;
		expect(after({ kind: 'chosen', names }).variables).toStrictEqual({ phone, email, participant, score, orderId });
	});

	it('can have names of their own', () => {
		const rows = [{ from: 'phone', to: 'friendPhone' }, { from: 'participant', to: 'friend' }, { from: 'email', to: 'email' }];
		expect(after({ kind: 'renamed', rows }).variables).toStrictEqual({ ...OWN, friendPhone: BOBS.phone, friend: BOBS.participant, email: BOBS.email });
	});

	it.each<[string, VariableChoice | undefined]>([
		['none are wanted', { kind: 'none' }],
		['nobody waits for them', undefined],
	])('are none when %s', (_, takeBack) => {
		expect(after(takeBack).variables).toStrictEqual(OWN);
	});
});

describe("the variables that come back of a flow about this flow's own participant", () => {
	it('are all, with what the secondary flow has found out of the person', () => {
		expect(after({ kind: 'all' }, { addsAnother: false }).variables).toStrictEqual({ ...OWN, ...BOBS });
	});
});

describe('the variables that come back', () => {
	it.each([true, false])('have no name that would reach the prototype of an object (another person: %s)', (addsAnother) => {
		const hostile = JSON.parse('{"__proto__":{"isAdmin":true},"constructor":1,"prototype":2,"score":7}') as Record<string, unknown>;
		const { variables } = after({ kind: 'all' }, { addsAnother, outcome: { added: true, details: {}, variables: hostile } });
		expect(Object.getOwnPropertyNames(variables)).toEqual([...Object.keys(OWN), 'score']);
		expect(Object.getPrototypeOf(variables)).toBe(Object.prototype);
	});

	it('are none of somebody who was not added', () => {
		const outcome = { added: false, reason: 'secondaryFlowFailed', message: 'It failed.', variables: BOBS } as Ended;
		const { variables, result } = after({ kind: 'all' }, { outcome });
		expect(variables).toStrictEqual(OWN);
		expect(result).toStrictEqual({ status: 'notAdded', ...KNOWN, reason: 'secondaryFlowFailed', message: 'It failed.' });
	});

	it('do not take the place of the result', () => {
		const outcome: Ended = { added: true, details: {}, variables: { addToFlow: { status: 'forged' } } };
		expect(after({ kind: 'all' }, { outcome }).result).toStrictEqual({ status: 'added', ...KNOWN });
	});
});
