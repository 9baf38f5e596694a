import { setImmediate } from 'node:timers/promises';

import type { ICredentialDataDecryptedObject, ICredentialsHelper, IHttpRequestOptions } from 'n8n-workflow';

import { FlowElementsConnectionApi } from '../../credentials/FlowElementsConnectionApi.credentials';

/**
 * Stands in for n8n's own helper, which asks the database; expressions in credentials are resolved as there.
 *
 * @param credentials decrypted credentials by their type
 */
export function credentialsHelper(credentials: Record<string, ICredentialDataDecryptedObject>): ICredentialsHelper {
	const helper: Partial<ICredentialsHelper> = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		preAuthentication: async () => undefined,
		authenticate: async (data, _type, request) =>
			await new FlowElementsConnectionApi().authenticate(data, request as IHttpRequestOptions),
		getDecrypted: async (_data, _details, type, mode, executeData, _raw, at) => {
			await setImmediate();
			const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = at as NonNullable<
				typeof at
			>;
			return workflow.expression.getParameterValue(
				credentials[type] as never,
				runExecutionData,
				runIndex,
				itemIndex,
				node.name,
				connectionInputData,
				mode,
				{},
				executeData,
			) as never;
		},
	};
	return helper as ICredentialsHelper;
}
