import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describeWithDocuments, DOCUMENTS } from '../../support/prism';
import { AUTHORIZED, callBack, GUARDED, waitFlow } from './waiting';

interface Operation {
	parameters: Array<{ in: string; name: string; required: boolean }>;
	responses: Record<string, unknown>;
}

const DOCUMENT = 'clickatell-flow-callback.json';

describeWithDocuments('The calls that Clickatell documents for Chat Flow', [DOCUMENT], () => {
	const { paths } = JSON.parse(readFileSync(join(DOCUMENTS, DOCUMENT), 'utf8')) as { paths: Record<string, Record<string, Operation>> };

	it.each([
		['/chat/callback', { any: 'object' }, undefined],
		['/callback', { result: 'success', data: { id: 1 } }, 200],
	])('%s are taken as they are, with the answer that is documented', async (path, body, statusCode) => {
		const [[method, { parameters, responses }]] = Object.entries(paths[path]);
		expect(parameters.filter(({ required }) => required)).toEqual([expect.objectContaining({ in: 'header', name: 'reference' })]);
		const flow = waitFlow({ ...GUARDED, ...(statusCode && { answer: { statusCode } }) });
		const taken = await callBack(flow, randomUUID(), body, { ...AUTHORIZED, method: method.toUpperCase() });
		expect(Object.keys(responses)).toContain(String(taken.status));
		expect((await callBack(flow, undefined, body, AUTHORIZED)).status).toBe(400);
	});
});
