import { setImmediate } from 'node:timers/promises';

import type { ICredentialDataDecryptedObject, ICredentialsHelper, IHttpRequestOptions } from 'n8n-workflow';

import { FlowElementsAlertsPanelApi } from '../../credentials/FlowElementsAlertsPanelApi.credentials';
import { FlowElementsChatwootApi } from '../../credentials/FlowElementsChatwootApi.credentials';
import { FlowElementsClickatellApi } from '../../credentials/FlowElementsClickatellApi.credentials';
import { FlowElementsConnectionApi } from '../../credentials/FlowElementsConnectionApi.credentials';
import { FlowElementsInfobipApi } from '../../credentials/FlowElementsInfobipApi.credentials';
import { FlowElementsRasaApi } from '../../credentials/FlowElementsRasaApi.credentials';
import { FlowElementsTrengoApi } from '../../credentials/FlowElementsTrengoApi.credentials';
import { FlowElementsTypebotApi } from '../../credentials/FlowElementsTypebotApi.credentials';
import { FlowElementsWhatsAppCloudApi } from '../../credentials/FlowElementsWhatsAppCloudApi.credentials';

const TYPES = [
	new FlowElementsAlertsPanelApi(),
	new FlowElementsChatwootApi(),
	new FlowElementsClickatellApi(),
	new FlowElementsConnectionApi(),
	new FlowElementsInfobipApi(),
	new FlowElementsRasaApi(),
	new FlowElementsTrengoApi(),
	new FlowElementsTypebotApi(),
	new FlowElementsWhatsAppCloudApi(),
];

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
		authenticate: async (data, name, request) => {
			const plain = request as IHttpRequestOptions;
			return (await TYPES.find((type) => type.name === name)?.authenticate(data, plain)) ?? plain;
		},
		getDecrypted: async (_data, _details, type, mode, executeData, _raw, at) => {
			await setImmediate();
			// A webhook has no run whose expressions could stand in a credential.
			if (at === undefined) return credentials[type];
			const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = at;
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
