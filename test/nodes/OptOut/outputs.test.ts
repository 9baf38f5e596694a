import { BRANCH, configuredOutputs } from '../../../nodes/OptOut/outputs';
import { describeEvaluatedText } from '../../support/evaluatedText';

const NAMES: Record<string, string> = {
	done: 'Done',
	invalid: 'Invalid Contact',
	notMirrored: 'Not Mirrored',
	notOptedOut: 'Not Opted Out',
	optedIn: 'Opted In',
	optedOut: 'Opted Out',
	otherMessage: 'Other Message',
	removed: 'Removed',
};

const namesOf = (operation: string, mirror = false) => configuredOutputs({ operation, mirror }).map(({ displayName }) => displayName);

describe.each(Object.entries(BRANCH))('the outputs of %s', (operation, branches) => {
	const all = Object.entries(branches as Record<string, number>).toSorted(([, one], [, other]) => one - other);
	const mirrors = 'notMirrored' in branches;

	it('are its branches, in their places', () => {
		expect(all.map(([, output]) => output)).toEqual(all.map((_, index) => index));
		expect(namesOf(operation, true)).toEqual(all.map(([name]) => NAMES[name]));
	});

	it(mirrors ? 'have Not Mirrored at the end, and only if it is mirrored' : 'are the same whether or not it is mirrored', () => {
		expect(namesOf(operation)).toEqual(mirrors ? namesOf(operation, true).slice(0, -1) : namesOf(operation, true));
	});
});

describe('the outputs of a new node', () => {
	it('are those of Add', () => {
		expect(configuredOutputs({})).toEqual([
			{ type: 'main', displayName: 'Opted Out' },
			{ type: 'main', displayName: 'Invalid Contact' },
		]);
	});
});

describeEvaluatedText('OptOut', configuredOutputs, [...Object.keys(BRANCH), 'unknown'].flatMap((operation) => [{ operation, mirror: true }, { operation, mirror: false }]));
