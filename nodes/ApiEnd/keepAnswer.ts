import type { IBinaryData, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { keptForm, MOST_KEPT_BYTES } from '../../flow/route/keptAnswer';
import { requestLog } from '../shared/keepingStore';
import type { KeptSession } from '../shared/runNotes';
import { noteEnd } from '../shared/runNotes';

/** What became of an answer that was to be kept; `taken` when there was one already. */
export type Kept = 'kept' | 'tooLarge' | 'taken';

/**
 * Keeps an answer, so that the caller can get it later, or again.
 *
 * @param answer the answer in the form that n8n relays
 * @throws StoreUnavailable
 */
export async function keepAnswer(
	context: IExecuteFunctions,
	session: KeptSession,
	{ statusCode, headers, body }: IN8nHttpFullResponse,
): Promise<Kept> {
	const { requestId, keeping } = session;
	const bytes = Buffer.isBuffer(body) ? body : await fileBytes(context, (body as { binaryData: IBinaryData }).binaryData);
	const kept = bytes ? keptForm({ statusCode, headers: headers as Record<string, string>, body: bytes }) : { tooLarge: true as const };
	if (!(await requestLog(keeping).keepAnswer(requestId, kept, keeping.untilMs))) return 'taken';

	// After a wait the run goes on in another process, where nobody has said yet that its end is to be noted.
	noteEnd(context, session);
	return 'tooLarge' in kept ? 'tooLarge' : 'kept';
}

/** Takes a kept answer back. */
export async function forgetAnswer({ requestId, keeping }: KeptSession): Promise<void> {
	await requestLog(keeping).forgetAnswer(requestId);
}

/** The bytes of a stored file; undefined when there are too many to keep, so that they need not be read. */
async function fileBytes(context: IExecuteFunctions, { id }: IBinaryData): Promise<Buffer | undefined> {
	const { fileSize } = await context.helpers.getBinaryMetadata(id as string);
	if (fileSize > MOST_KEPT_BYTES) return undefined;
	return await context.helpers.binaryToBuffer(await context.helpers.getBinaryStream(id as string));
}
