import type { INodeParameters } from 'n8n-workflow';

import type { BranchMode } from '../../../flow/call/branches';
import { branchCount, branchOf, parseStatusCodes } from '../../../flow/call/branches';
import { classOfStatus } from '../../../flow/http/responseClass';
import { configuredOutputs } from '../../../nodes/CallApi/outputs';
import { describeEvaluatedText } from '../../support/evaluatedText';

const namesOf = (parameters: INodeParameters) => configuredOutputs(parameters).map(({ displayName }) => displayName);

describe('the outputs of Call API', () => {
	it.each<[INodeParameters, string[]]>([
		[{ branchMode: 'byClass', statusBranches: '' }, ['Success', 'Client Error', 'Server Error', 'No Response']],
		[{ branchMode: 'simple', statusBranches: '' }, ['Success', 'Error']],
		[{}, ['Success', 'Client Error', 'Server Error', 'No Response']],
		[{ branchMode: 'simple', statusBranches: '404, 409' }, ['Success', 'Error', '404', '409']],
		[{ statusBranches: '500' }, ['Success', 'Client Error', 'Server Error', 'No Response', '500']],
		[{ branchMode: 'simple', statusBranches: '404,404' }, ['Success', 'Error', '404']],
		[{ waitForResponse: true, branchMode: 'simple' }, ['Success', 'Error']],
		[{ waitForResponse: false, branchMode: 'byClass', statusBranches: '404' }, ['Sent']],
		// While the builder is typing.
		[{ branchMode: 'simple', statusBranches: '4, 40, 404,' }, ['Success', 'Error', '404']],
		[{ branchMode: 'simple', statusBranches: 'abc, 199, 600' }, ['Success', 'Error']],
		[{ branchMode: 'simple', statusBranches: 404 }, ['Success', 'Error', '404']],
		[{ branchMode: 'simple', statusBranches: null as unknown as string }, ['Success', 'Error']],
	])('for %j are %j', (parameters, names) => {
		expect(namesOf(parameters)).toEqual(names);
	});

	it('are all main outputs', () => {
		expect(configuredOutputs({ branchMode: 'simple', statusBranches: '404' })).toEqual([
			{ type: 'main', displayName: 'Success' },
			{ type: 'main', displayName: 'Error' },
			{ type: 'main', displayName: '404' },
		]);
	});
});

describe.each<BranchMode>(['byClass', 'simple'])('outputs and branches agree in the mode %s', (mode) => {
	const NAMES = {
		byClass: {
			success: 'Success',
			redirect: 'Client Error',
			clientError: 'Client Error',
			serverError: 'Server Error',
			noResponse: 'No Response',
		},
		simple: { success: 'Success', redirect: 'Error', clientError: 'Error', serverError: 'Error', noResponse: 'Error' },
	}[mode];

	it.each(['', ' , ', '404', '404, 409,429', '200,301,404,500,599', ' 500 , 404,500,404 ', '429\n,409'])(
		'for the codes %j',
		(statusBranches) => {
			const choice = { mode, statusCodes: parseStatusCodes(statusBranches) };
			const names = namesOf({ branchMode: mode, statusBranches });
			expect(names).toHaveLength(branchCount(choice));

			for (let status = 200; status <= 599; status++) {
				const responseClass = classOfStatus(status);
				const own = choice.statusCodes.includes(status);
				expect(names[branchOf({ class: responseClass, status }, choice)]).toBe(
					own ? String(status) : NAMES[responseClass],
				);
			}
			expect(names[branchOf({ class: 'noResponse' }, choice)]).toBe(NAMES.noResponse);
		},
	);
});

describeEvaluatedText('CallApi', configuredOutputs, [{}, { branchMode: 'simple', statusBranches: '404, 4x, 409' }, { waitForResponse: false }]);
