import { BRANCH, configuredOutputs } from '../../../nodes/SendTemplate/outputs';
import { describeEvaluatedText } from '../../support/evaluatedText';

const NAMES: Record<string, string> = { sent: 'Sent', refused: 'Refused', failed: 'Failed', timedOut: 'Timed Out', delivered: 'Delivered', read: 'Read' };

const namesOf = (waitFor: string, provider = 'whatsAppCloud') => configuredOutputs({ provider, waitFor }).map(({ displayName }) => displayName);
const inOrder = (branches: Record<string, number>) => {
	const all = Object.entries(branches).toSorted(([, one], [, other]) => one - other);
	expect(all.map(([, output]) => output)).toEqual(all.map((_, index) => index));
	return all.map(([name]) => NAMES[name]);
};

it('are its branches when it only sends', () => {
	expect(namesOf('none')).toEqual(inOrder(BRANCH.sending));
	expect(configuredOutputs({})).toHaveLength(3);
});

it('are those of the reports when it waits to be read, and Timed Out is the first', () => {
	expect(namesOf('read')).toEqual(inOrder(BRANCH.waiting));
	expect(namesOf('read')[0]).toBe('Timed Out');
});

it('are the same but the last when it waits for the delivery, so that wires keep their meaning', () => {
	expect(namesOf('delivered')).toEqual(namesOf('read').slice(0, -1));
	expect(namesOf('read').at(-1)).toBe('Read');
});

it('are those of sending for Trengo, which reports nothing, also when something else had been chosen before', () => {
	expect(namesOf('read', 'trengo')).toEqual(inOrder(BRANCH.sending));
});

describeEvaluatedText('SendTemplate', configuredOutputs, [
	{},
	...['clickatell', 'infobip', 'trengo', 'whatsAppCloud'].flatMap((provider) => ['none', 'delivered', 'read', 'unknown'].map((waitFor) => ({ provider, waitFor }))),
]);
