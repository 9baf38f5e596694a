import type { Operation } from '../../../nodes/Trengo/outputs';
import { BRANCH, configuredOutputs, countOutputs } from '../../../nodes/Trengo/outputs';
import { describeEvaluatedText } from '../../support/evaluatedText';

const OPERATIONS: Operation[] = ['addLabel', 'addNote', 'assign', 'call', 'close', 'identify', 'removeLabel', 'reopen', 'sendMessage', 'track'];
const NAMES = ['Done', 'Refused', 'Failed', 'Not Mapped'];

it.each(OPERATIONS)('are the branches of %s, and Not Mapped comes last where there is an event map', (operation) => {
	const names = configuredOutputs({ operation }).map(({ displayName }) => displayName);
	expect(names).toEqual(NAMES.slice(0, ['call', 'track'].includes(operation) ? 4 : 3));
	expect(names).toHaveLength(countOutputs(operation));
	expect(Object.values(BRANCH)).toEqual([0, 1, 2, 3]);
});

describeEvaluatedText('Trengo', configuredOutputs, [{}, ...OPERATIONS.map((operation) => ({ operation }))]);
