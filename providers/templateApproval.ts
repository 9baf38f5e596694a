import type { Template } from '../flow/template/template';

/** By these, WhatsApp may soon stop the template, or had stopped it before. */
const WARNED: ReadonlySet<string> = new Set(['FLAGGED', 'REINSTATED']);

/** @param status WhatsApp's word for it, in capitals */
export function approvalOf(status: string): Template['approval'] {
	if (status === 'APPROVED') return 'approved';
	return WARNED.has(status) ? 'warned' : 'notApproved';
}
