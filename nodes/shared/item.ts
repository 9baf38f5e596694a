import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/**
 * The item as an element passes it on: the variables that came in, and its own. The error of an earlier node stays
 * behind, because n8n would take it for this element's and put it in the place of all variables.
 *
 * @param item the item that came in
 * @param index its index among the items that came in
 * @param variables what the element adds
 * @param files the files it adds, if any
 */
export function passedOn(
	item: INodeExecutionData,
	index: number,
	variables: IDataObject,
	files: IBinaryKeyData = {},
): INodeExecutionData {
	const binary = { ...item.binary, ...files };
	return {
		json: { ...item.json, ...variables },
		...(Object.keys(binary).length > 0 && { binary }),
		pairedItem: { item: index },
	};
}

/**
 * An item with which the element could not do its work, and why; for a node whose builder has n8n go on after errors.
 * n8n takes an item that holds nothing but an error to its error output, where there is one, and adds the variables that
 * came in; otherwise they must be in the item.
 */
export function failedItem(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	error: Error,
): INodeExecutionData {
	const passesVariables = context.getNode().onError !== 'continueErrorOutput';
	return passedOn(passesVariables ? item : { ...item, json: {} }, index, { error: error.message });
}

/** An item that could not be read, and why. */
export interface Unread {
	index: number;
	item: INodeExecutionData;
	error: Error;
}

/**
 * An item that could not be read. What an earlier node of the same kind told under the same name does not hold for this one.
 *
 * @param resultField where such nodes tell; undefined when that could not be read either
 */
export function unreadItem(context: IExecuteFunctions, { item, index, error }: Unread, resultField?: string): INodeExecutionData {
	const json = { ...item.json };
	if (resultField !== undefined) delete json[resultField];
	return failedItem(context, { ...item, json }, index, error);
}
