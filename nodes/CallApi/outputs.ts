import type { INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';

/**
 * The outputs for the panel's choice. n8n evaluates the text of this function in the editor and in the engine, so it
 * leans on nothing outside itself; `flow/call/branches` holds the same order, and a test compares the two.
 */
export function configuredOutputs(parameters: INodeParameters): INodeOutputConfiguration[] {
	const names =
		parameters.waitForResponse === false
			? ['Sent']
			: parameters.branchMode === 'simple'
				? ['Success', 'Error']
				: ['Success', 'Client Error', 'Server Error', 'No Response'];
	const codes =
		parameters.waitForResponse === false
			? []
			: String(parameters.statusBranches ?? '')
					.split(',')
					.map((code) => code.trim())
					.filter((code, index, all) => /^[2-5]\d\d$/.test(code) && all.indexOf(code) === index);
	return names.concat(codes).map((displayName) => ({ type: 'main', displayName }));
}
