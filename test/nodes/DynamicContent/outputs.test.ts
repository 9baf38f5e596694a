import type { Operation } from '../../../nodes/DynamicContent/outputs';
import { BRANCH, configuredOutputs } from '../../../nodes/DynamicContent/outputs';
import { describeEvaluatedText } from '../../support/evaluatedText';

const OPERATIONS = Object.keys(BRANCH) as Operation[];

it.each(OPERATIONS)('are the branches of %s, in their order', (operation) => {
	const names = configuredOutputs({ operation }).map(({ displayName }) => displayName?.toLowerCase());
	const branches = Object.entries(BRANCH[operation]).toSorted(([, one], [, other]) => one - other);
	expect(branches.map(([, output]) => output)).toEqual(branches.map((_, at) => at));
	expect(names).toEqual(branches.map(([branch]) => branch));
});

describeEvaluatedText('DynamicContent', configuredOutputs, [{}, ...OPERATIONS.map((operation) => ({ operation }))]);
