import { SESSION_EXITS } from '../../../flow/session/exits';
import { configuredOutputs, countOutputs, EXIT_NAMES, outputOf } from '../../../nodes/StartChatbot/outputs';
import { describeEvaluatedText } from '../../support/evaluatedText';

const namesOf = (exits: unknown) => configuredOutputs({ operation: 'start', exits: exits as never }).map(({ displayName }) => displayName);
const OWN = SESSION_EXITS.filter((exit) => exit !== 'expiredByTimeout');

describe('The branches of Start Chatbot', () => {
	it('are Expired, In All Other Cases, and the exits that are ticked, in their order', () => {
		expect(namesOf([])).toEqual(['Session Expired by Timeout', 'In All Other Cases']);
		expect(namesOf(['endedByUser', 'notStarted'])).toEqual(['Session Expired by Timeout', 'In All Other Cases', 'Session Ended by User', 'Session Not Started']);
		expect(namesOf(undefined)).toHaveLength(2);
		expect(configuredOutputs({ operation: 'analytics' })).toHaveLength(1);
	});

	it('have the names that the panel shows', () => {
		expect(Object.keys(EXIT_NAMES).toSorted()).toEqual(OWN.toSorted());
		expect(namesOf(OWN).slice(2)).toEqual(OWN.map((exit) => EXIT_NAMES[exit as keyof typeof EXIT_NAMES]));
	});

	it('are each at the place at which sessions leave', () => {
		for (const exits of [[], OWN, OWN.toReversed(), OWN.slice(2)]) {
			const names = namesOf(exits);
			expect(countOutputs(exits)).toBe(names.length);
			expect(outputOf('expiredByTimeout', exits)).toBe(0);
			for (const exit of OWN) expect(names[outputOf(exit, exits)]).toBe(exits.includes(exit) ? EXIT_NAMES[exit as keyof typeof EXIT_NAMES] : 'In All Other Cases');
		}
	});
});

describeEvaluatedText('StartChatbot', configuredOutputs, [{ operation: 'start', exits: OWN as never }, { operation: 'start', exits: [] }, { operation: 'start' }, { operation: 'analytics' }]);
