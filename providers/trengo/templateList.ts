import { TemplateListError } from '../../flow/template/gateway';
import type { Template } from '../../flow/template/template';
import { textIn } from '../answerBody';
import type { SendRequest } from '../sendRequest';
import { allPages, unlessListFails } from './pages';
import { approvalOf } from '../templateApproval';

/**
 * Lists the WhatsApp templates of an account. Trengo tells the text of the body and nothing of a header or of buttons;
 * the list itself is in no reference of Trengo, so it may one day be gone.
 *
 * @param base what `trengoBase` gave
 * @throws TemplateListError
 */
export async function listTemplates(sendRequest: SendRequest, base: string): Promise<Template[]> {
	const work = async () => {
		const entries = await allPages(sendRequest, base, '/wa_templates');
		return entries.map(templateIn).filter((template) => template !== undefined);
	};
	return await unlessListFails(work, ({ message, httpStatus }) => {
		const missing = 'Trengo does not list templates at this address. Check the Base URL of the credential, or give the ID of the template.';
		throw new TemplateListError(httpStatus === 404 ? missing : message);
	});
}

/** No page of Trengo's tells its words, so one that nobody knows keeps nobody from sending. */
const STOPPED: ReadonlySet<string> = new Set(['DELETED', 'DISABLED', 'DRAFT', 'PAUSED', 'PENDING', 'PENDING_DELETION', 'REJECTED']);

function approvalIn(status: string): Template['approval'] {
	if (STOPPED.has(status)) return 'notApproved';
	return approvalOf(status) === 'warned' ? 'warned' : 'approved';
}

function templateIn(entry: Record<string, unknown>): Template | undefined {
	const id = textIn(entry.id);
	if (id === undefined) return undefined;
	const status = textIn(entry.status)?.toUpperCase() ?? '';
	const category = textIn(entry.category)?.toUpperCase();
	return {
		id,
		name: textIn(entry.title) ?? textIn(entry.slug) ?? id,
		language: textIn(entry.language) ?? '',
		...(category !== undefined && { category }),
		approval: approvalIn(status),
		status,
		body: typeof entry.message === 'string' ? entry.message : '',
		buttons: [],
	};
}
